/** People and posts of the school in memory. */

const teacher = "teacher@demo.school";
const student = "student@demo.school";
const admin = "admin@demo.school";
const sophea = "sophea@demo.school";
const vanna = "vanna@demo.school";

export const SEED_PEOPLE = [
  { email: admin, firstName: "Rithy", lastName: "Meas", role: "ADMIN" },
  { email: teacher, firstName: "Bopha", lastName: "Kim", role: "TEACHER" },
  { email: student, firstName: "Dara", lastName: "Sok", role: "STUDENT" },
  { email: sophea, firstName: "សុភា", lastName: "ចាន់", role: "STUDENT" },
  { email: vanna, firstName: "Vanna", lastName: "Chhim", role: "PARENT" },
];

const LONG = [
  "Notes from our field trip to the Tonle Sap.",
  "We left at six in the morning and reached the floating village before the heat. The pupils " +
    "interviewed three families about how the water level changed their work over the years, and " +
    "drew what they heard as a timeline.",
  "What surprised everybody: the oldest woman of the village keeps a notebook of water levels since " +
    "1979. She lent it to us for an hour, and the whole class copied numbers in silence.",
  "Next week we turn those numbers into a graph. If anybody has a rainfall table of the province " +
    "for the same years, please bring it along. The best graph hangs in the corridor.",
  "Thank you to the parents who drove, and to the cook who packed far too much rice. Pictures " +
    "follow as soon as the internet of the school office allows it.",
].join("\n\n");

/** @type {any[]} */
export const SEED_POSTS = [
  {
    by: teacher,
    minutes: 4,
    hashtags: ["physics", "grade11"],
    likes: [student, sophea, admin],
    content:
      "Lab tomorrow: bring a ruler, a rubber band and patience. We will measure what a pendulum really does.",
    comments: [
      { by: student, content: "Does the length of the string have to be exact?" },
      { by: teacher, content: "As exact as you can, and then we talk about the rest.", to: 0 },
      { by: sophea, content: "ខ្ញុំអាចយកខ្សែបានទេ?", to: 1 },
    ],
  },
  {
    by: sophea,
    minutes: 37,
    hashtags: ["ភាសាខ្មែរ"],
    likes: [teacher],
    content: "ថ្ងៃនេះយើងបានរៀនអំពីប្រាសាទអង្គរវត្ត។ តើអ្នកណាចង់ទៅទស្សនាជាមួយគ្នានៅចុងសប្តាហ៍នេះ?",
    comments: [{ by: vanna, content: "I can drive four of you." }],
  },
  {
    by: admin,
    minutes: 96,
    type: "ANNOUNCEMENT",
    title: "School is closed on Friday",
    visibility: "PUBLIC",
    hashtags: ["holiday"],
    likes: [teacher, student, sophea, vanna],
    content:
      "The school is closed this Friday for the water festival. Enjoy the boat races, and look after one another.",
    contentKh: "សាលានឹងឈប់សម្រាកនៅថ្ងៃសុក្រនេះ ដោយសារបុណ្យអុំទូក។ សូមរីករាយជាមួយការប្រណាំងទូក និងថែរក្សាគ្នាទៅវិញទៅមក។",
  },
  {
    by: teacher,
    minutes: 185,
    type: "ARTICLE",
    title: "A day on the lake",
    content: LONG,
    likes: [student],
    hashtags: ["fieldtrip", "tonlesap"],
  },
  {
    by: student,
    minutes: 260,
    type: "QUESTION",
    hashtags: ["maths"],
    content:
      "Can somebody explain why the derivative of e^x is e^x? I found https://en.wikipedia.org/wiki/Exponential_function, but I get lost halfway.",
    comments: [{ by: teacher, content: "Come by at noon, we draw it." }],
  },
  {
    by: vanna,
    minutes: 320,
    content: "Thank you to everybody who helped at the book fair!",
    likes: [admin],
  },
  { by: student, minutes: 700, visibility: "PRIVATE", content: "Remember: essay on Monday." },
  ...Array.from({ length: 30 }, (_, index) => ({
    by: [teacher, student, sophea, admin, vanna][index % 5],
    minutes: 1500 + index * 410,
    content: `Reading club, meeting ${30 - index}: we talk about chapter ${30 - index}. Everybody is welcome, tea is on us.`,
    likes: index % 3 === 0 ? [student] : [],
  })),
];

import { describe, expect, it } from "vitest";

import type { Profile } from "../requests";
import { draftOf, hostOf, profileOf, span, wordsIn } from "./profile";

const EMPTY: Profile = {
  pronouns: null,
  dateOfBirth: null,
  location: null,
  website: null,
  linkedin: null,
  github: null,
  twitter: null,
  skills: [],
  interests: [],
  education: [],
  experience: [],
  profileVisibility: "PUBLIC",
  activityVisibility: "CONNECTIONS",
};
const ME = { firstName: "Sok", lastName: "Chan", bio: null };

describe("the form of a profile", () => {
  it("sends back what it was given", () => {
    const whole: Profile = {
      ...EMPTY,
      location: "ភ្នំពេញ",
      skills: ["physics", "គីមីវិទ្យា"],
      education: [{ place: "Wat Phnom", what: null, fromYear: 2019, toYear: null }],
    };
    for (const profile of [EMPTY, whole]) expect(profileOf(draftOf(profile, ME))).toEqual(profile);
  });

  it("leaves out stations without a place and blanks", () => {
    const draft = { ...draftOf(EMPTY, ME), location: "  ", education: [{ place: " ", what: "x", fromYear: null, toYear: null }] };
    expect(profileOf(draft)).toEqual(EMPTY);
  });
});

it("parts words at commas of any script, each once", () => {
  expect(wordsIn(" maps, ,maps、គណិត;music\n")).toEqual(["maps", "គណិត", "music"]);
});

it("says the years that are known", () => {
  const station = { place: "x", what: null };
  expect(span({ ...station, fromYear: 2019, toYear: 2022 })).toBe("2019–2022");
  expect(span({ ...station, fromYear: 2019, toYear: null })).toBe("2019–");
  expect(span({ ...station, fromYear: null, toYear: null })).toBe("");
});

it("shows where a link leads", () => {
  expect(hostOf("https://www.github.com/sok")).toBe("github.com/sok");
  expect(hostOf("https://example.com/")).toBe("example.com");
});

import { afterEach, expect, test } from "vitest";

import { date, language } from "./i18n";

const options = { weekday: "long", day: "numeric", month: "short", year: "numeric" } as const;
const dayOf = (month: number) => new Date(2026, month, 4);

afterEach(() => void (language.value = "en"));

test("days and months have their names in the language, whatever the browser knows", () => {
  // Versions of ICU differ in the comma after the weekday.
  expect(date(dayOf(11), options)).toMatch(/^Friday,? 4 Dec 2026$/);
  language.value = "km";
  expect(date(dayOf(11), options)).toMatch(/^សុក្រ,? 4 ធ្នូ 2026$/);
  for (let month = 0; month < 12; month += 1) {
    expect(date(dayOf(month), options)).not.toMatch(/[A-Za-z]/);
    expect(date(dayOf(month), { dateStyle: "long" })).not.toMatch(/[A-Za-z]/);
  }
});

test("numbers of a date are the same in both", () => {
  language.value = "km";
  expect(date(dayOf(0), { dateStyle: "short", timeStyle: "short" })).toBe("04/01/2026, 00:00");
});

import { afterEach, expect, test } from "vitest";

import { language } from "../../../kernel/i18n";
import { namesOf } from "./names";

const dara = { lastName: "Sok", firstName: "Dara", familyNameKh: "សុខ", givenNameKh: "ដារា" };

afterEach(() => void (language.value = "en"));

test("a name is shown in the reader's script, with the other one beside it", () => {
  language.value = "en";
  expect(namesOf(dara)).toEqual({ first: "Sok Dara", other: "សុខ ដារា" });
  language.value = "km";
  expect(namesOf(dara)).toEqual({ first: "សុខ ដារា", other: "Sok Dara" });
});

test("who has a name in one script alone is shown in that one", () => {
  language.value = "km";
  expect(namesOf({ ...dara, familyNameKh: null, givenNameKh: null })).toEqual({ first: "Sok Dara", other: "" });
});

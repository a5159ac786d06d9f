import { h } from "../dom.js";
import { fieldMessage, messageOf } from "../errors.js";
import { icon } from "../icons.js";
import { brand, languageChoice } from "./brand.js";
import { avatar } from "./parts.js";

/**
 * @typedef {object} SignInContext
 * @property {import("../i18n/index.js").Translator} i18n
 * @property {import("../i18n/index.js").Translator["t"]} t
 * @property {import("../../client/api.js").ApiClient} api
 * @property {boolean} demo whether the demo accounts exist here
 * @property {string | null} notice why somebody is here again
 * @property {() => void} languageChanged
 * @property {() => void} entered
 */

const DEMO_PASSWORD = "stunity-demo";
const DEMO = [
  { id: "demo-1", email: "student@demo.school", role: "STUDENT" },
  { id: "demo-5", email: "teacher@demo.school", role: "TEACHER" },
  { id: "demo-9", email: "admin@demo.school", role: "ADMIN" },
];

/**
 * Sign in, or create an account in the open demo school.
 *
 * @param {SignInContext} context
 */
export function signInView(context) {
  const { t } = context;
  const side = h("div.welcome-form");

  /** @param {"signIn" | "register"} which */
  function show(which) {
    side.replaceChildren(
      h("div.welcome-tools", {}, languageChoice(context)),
      which === "signIn"
        ? signIn(context, () => show("register"))
        : register(context, () => show("signIn")),
    );
    side.querySelector("input")?.focus({ preventScroll: true });
  }

  show("signIn");
  const points = /** @type {const} */ ([
    ["people", 1],
    ["heart", 2],
    ["globe", 3],
  ]);
  return h(
    "div.welcome",
    {},
    h(
      "div.welcome-side",
      {},
      h("div.welcome-shapes", { "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      brand(),
      h("p.welcome-tagline", {}, t("app.tagline")),
      h(
        "ul.welcome-points",
        {},
        ...points.map(([name, number]) => h("li", {}, icon(name), t(`signIn.point${number}`))),
      ),
    ),
    h("main.welcome-main", { id: "main", tabindex: "-1" }, side),
  );
}

/**
 * @param {SignInContext} context
 * @param {() => void} toRegister
 */
function signIn(context, toRegister) {
  const { t, api, demo, notice, entered } = context;
  const email = field(t("signIn.email"), {
    name: "email",
    type: "email",
    autocomplete: "username",
    required: true,
  });
  const secret = {
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  };
  const password = field(t("signIn.password"), secret);
  const labels = /** @type {[string, string]} */ ([t("signIn.submit"), t("signIn.busy")]);
  const { form, error, run } = busyForm([email, password], labels, () => {
    return enter({ email: email.input.value, password: password.input.value });
  });

  /** @param {{email: string, password: string}} body */
  async function enter(body) {
    try {
      await api.login(body);
      entered();
    } catch (failure) {
      const wrong = /** @type {{status?: number}} */ (failure).status === 401;
      error.textContent = wrong ? t("signIn.wrong") : messageOf(failure, t);
    }
  }

  const accounts = DEMO.map(({ id, email: address, role }) => {
    const name = t(`role.${role}`);
    const act = () => void run(() => enter({ email: address, password: DEMO_PASSWORD }));
    return h(
      "button.demo",
      { type: "button", onclick: act, "data-email": address },
      avatar({ id, name, avatar: null }, "small"),
      h("span.demo-text", {}, h("b", {}, name), h("span", {}, address)),
    );
  });
  return h(
    "div",
    {},
    h("h1", {}, t("signIn.title")),
    h("p.lead", {}, t("signIn.lead")),
    notice && h("p.notice", { role: "status" }, notice),
    form,
    h("button.link-button", { type: "button", onclick: toRegister }, t("signIn.toRegister")),
    h("a.link-button", { href: "#/enter" }, t("signIn.code")),
    demo &&
      h(
        "section.demos",
        { "aria-labelledby": "demos" },
        h("h2.rule", { id: "demos" }, h("span", {}, t("signIn.demo"))),
        h("div.demo-row", {}, ...accounts),
        h("p.hint", {}, t("signIn.demoHint")),
      ),
  );
}

/**
 * @param {SignInContext} context
 * @param {() => void} toSignIn
 */
function register(context, toSignIn) {
  const { t, i18n, api, entered } = context;
  const first = field(t("register.firstName"), {
    name: "firstName",
    autocomplete: "given-name",
    required: true,
    maxlength: 80,
  });
  const last = field(t("register.lastName"), {
    name: "lastName",
    autocomplete: "family-name",
    required: true,
    maxlength: 80,
  });
  const email = field(t("signIn.email"), {
    name: "email",
    type: "email",
    autocomplete: "username",
    required: true,
    maxlength: 254,
  });
  const secret = {
    name: "password",
    type: "password",
    autocomplete: "new-password",
    required: true,
    minlength: 8,
  };
  const password = field(t("signIn.password"), secret, t("register.passwordHint"));
  const fields = [first, last, email, password];
  const labels = /** @type {[string, string]} */ ([t("register.submit"), t("register.busy")]);
  const { form, error } = busyForm(fields, labels, create);
  form.prepend(h("div.field-pair", {}, first.element, last.element));

  async function create() {
    const account = { email: email.input.value, password: password.input.value };
    try {
      const names = { firstName: first.input.value, lastName: last.input.value };
      await api.register({ ...account, ...names, locale: i18n.language, tenant: "demo" });
    } catch (failure) {
      explain(failure);
      return;
    }
    try {
      await api.login(account);
      entered();
    } catch {
      // The answer to a registration is the same for a known address, so that nobody can find out
      // who has an account; its owner gets a mail.
      error.textContent = t("register.known");
    }
  }

  /** @param {unknown} failure */
  function explain(failure) {
    for (const { input, error: message } of fields) {
      message.textContent = fieldMessage(failure, input.name, t);
    }
    const explained = fields.find(({ error: message }) => message.textContent !== "");
    if (explained === undefined) error.textContent = messageOf(failure, t);
    else explained.input.focus();
  }

  return h(
    "div",
    {},
    h("h1", {}, t("register.title")),
    h("p.lead", {}, t("register.lead")),
    form,
    h("button.link-button", { type: "button", onclick: toSignIn }, t("register.toSignIn")),
  );
}

/**
 * @param {string} label
 * @param {Record<string, any>} properties
 * @param {string} [hint]
 */
function field(label, properties, hint) {
  const id = `field-${properties.name}`;
  const input = h("input.input", {
    id,
    "aria-describedby": `${id}-hint ${id}-error`,
    ...properties,
  });
  const error = h("p.field-error", { id: `${id}-error`, role: "alert" });
  const element = h(
    "div.field",
    {},
    h("label.label", { for: id }, label),
    input,
    hint && h("p.hint", { id: `${id}-hint` }, hint),
    error,
  );
  return { element, input, error };
}

/**
 * A form that cannot be sent twice at once.
 *
 * @param {ReturnType<typeof field>[]} fields
 * @param {[idle: string, busy: string]} labels
 * @param {() => Promise<void>} work
 */
function busyForm(fields, [idle, working], work) {
  let busy = false;
  const error = h("p.form-error", { role: "alert" });
  const button = h("button.button.button-primary.button-wide", { type: "submit" }, idle);
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void run(work);
  };
  const elements = fields.map(({ element }) => element);
  const form = h("form.stack", { onsubmit: send }, ...elements, error, button);

  /** @param {() => Promise<void>} task */
  async function run(task) {
    if (busy) return;
    busy = true;
    error.textContent = "";
    for (const one of fields) one.error.textContent = "";
    button.textContent = working;
    form.setAttribute("aria-busy", "true");
    await task();
    busy = false;
    button.textContent = idle;
    form.removeAttribute("aria-busy");
  }

  return { form, error, run };
}

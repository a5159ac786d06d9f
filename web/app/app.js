import { ApiClient } from "../client/index.js";
import { Scope, fill, h } from "./dom.js";
import { messageOf } from "./errors.js";
import { Translator } from "./i18n/index.js";
import { Degradation } from "./model/degradation.js";
import { TabSession } from "./model/session.js";
import { invitedTo, isOpenToGuests } from "./model/classroom/guest.js";
import { Workspace } from "./model/workspace.js";
import { later } from "./views/later.js";
import { errorState } from "./views/parts.js";
import { shellView } from "./views/shell.js";
import { signInView } from "./views/sign-in.js";
import { Toaster } from "./views/toast.js";

/** Decides what the page shows: the way in, or the workspace of whoever is signed in. */
export class App {
  #root;
  #toaster;
  #i18n = new Translator(localStorage, navigator.languages);
  #degradation = new Degradation();
  #session;
  #api;
  #demo;
  /** @type {Workspace | null} */
  #workspace = null;
  #scope = new Scope();
  /** @type {string | null} */
  #notice = null;
  #leaving = false;

  /**
   * @param {Element} root
   * @param {boolean} demo whether the demo accounts exist here
   */
  constructor(root, demo) {
    this.#root = root;
    this.#demo = demo;
    this.#toaster = new Toaster(document.body);
    this.#session = new TabSession(sessionStorage, () => this.#left());
    this.#api = new ApiClient({
      sessions: this.#session,
      language: () => this.#i18n.language,
      degraded: () => this.#degradation.report(),
    });
  }

  /** Show what there is to show. */
  async start() {
    document.documentElement.lang = this.#i18n.language;
    const invited = invitedTo(location.search);
    if (invited !== null) history.replaceState(null, "", location.pathname + invited);
    if (this.#session.get() === null) {
      this.#showEntrance();
      return;
    }
    fill(this.#root, h("div.splash", { role: "status" }, this.#i18n.t("app.loading")));
    try {
      const [me, meta] = await Promise.all([this.#api.me(), this.#api.meta()]);
      this.#workspace = new Workspace(this.#api, me, meta.relayUrl);
    } catch (error) {
      // A session that is over has led to the sign-in page already.
      if (this.#session.get() !== null) this.#showError(error);
      return;
    }
    this.#showShell();
    await this.#workspace.start();
  }

  /** What somebody sees who is not signed in: a game or board that takes guests, or the way in. */
  #showEntrance() {
    if (!isOpenToGuests(location.hash)) return this.#showSignIn();
    this.#clear();
    document.title = "Stunity";
    const context = {
      ...this.#common,
      languageChanged: () => this.#changeLanguage(() => this.#showEntrance()),
      signIn: () => this.#showSignIn(),
    };
    const scope = this.#scope;
    const { hash } = location;
    const load = () => import("./views/classroom/guest.js");
    fill(
      this.#root,
      later(context, scope, load, ({ guestView }) => guestView(context, scope, hash)),
    );
    this.#followHash();
  }

  /** Somebody who is not signed in follows a link, or types a code. */
  #followHash() {
    const again = () => this.#showEntrance();
    window.addEventListener("hashchange", again);
    this.#scope.add(() => window.removeEventListener("hashchange", again));
  }

  /** What all views have in common. */
  get #common() {
    const { t } = this.#i18n;
    return {
      i18n: this.#i18n,
      t,
      degradation: this.#degradation,
      announce: (/** @type {string} */ text) => this.#toaster.announce(text),
      toast: (/** @type {string} */ text) => this.#toaster.show(text),
      fail: (/** @type {unknown} */ error) => this.#toaster.alert(messageOf(error, t)),
    };
  }

  #showSignIn() {
    this.#clear();
    this.#followHash();
    document.title = "Stunity";
    const { t } = this.#i18n;
    const view = signInView({
      i18n: this.#i18n,
      t,
      api: this.#api,
      demo: this.#demo,
      notice: this.#notice,
      languageChanged: () => this.#changeLanguage(() => this.#showSignIn()),
      entered: () => {
        this.#notice = null;
        void this.start();
      },
    });
    fill(this.#root, view);
  }

  #showShell() {
    const workspace = this.#workspace;
    if (workspace === null) return;
    this.#clear();
    const context = {
      ...this.#common,
      workspace,
      signOut: () => void this.#signOut(),
      switchSchool: (/** @type {string} */ tenantId) => void this.#switchSchool(tenantId),
      languageChanged: () => this.#changeLanguage(() => this.#showShell()),
    };
    fill(this.#root, shellView(context, this.#scope));
  }

  /** @param {unknown} error */
  #showError(error) {
    this.#clear();
    const { t } = this.#i18n;
    const state = errorState({ t }, t("feed.error"), error, () => void this.start());
    fill(this.#root, h("main.splash", { id: "main" }, state));
  }

  #clear() {
    this.#scope.end();
    this.#scope = new Scope();
  }

  /** @param {() => void} show */
  #changeLanguage(show) {
    document.documentElement.lang = this.#i18n.language;
    show();
    /** @type {HTMLElement | null} */ (
      document.querySelector(".choice[aria-pressed=true]")
    )?.focus();
  }

  /** @param {string} tenantId */
  async #switchSchool(tenantId) {
    try {
      await this.#api.switchTenant(tenantId);
    } catch (error) {
      this.#toaster.alert(messageOf(error, this.#i18n.t));
      this.#showShell();
      return;
    }
    this.#workspace?.stop();
    history.replaceState(null, "", location.pathname);
    await this.start();
  }

  async #signOut() {
    this.#leaving = true;
    // The stream ends first: it would see its own session being revoked.
    this.#workspace?.live.stop();
    await this.#api.logout();
    this.#leaving = false;
  }

  /** The session ended: by choice, elsewhere, or because it was too old. */
  #left() {
    this.#workspace?.stop();
    this.#workspace = null;
    this.#notice = this.#leaving ? null : this.#i18n.t("signIn.ended");
    history.replaceState(null, "", location.pathname);
    this.#showSignIn();
  }
}

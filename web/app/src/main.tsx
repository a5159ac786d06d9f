import "./styles/index.css";

import { render } from "preact";

import { App, enter } from "./App";
import { language } from "./kernel/i18n";
import { t } from "./kernel/messages";
import { followAddress, match, place } from "./kernel/router";
import "./kernel/theme";
import { routes } from "./routes";
import { invitedTo } from "./shared/codes";

const invited = invitedTo(location.search);
if (invited !== null) history.replaceState(history.state, "", invited);
followAddress();
// It is found out who is here while the code and the words of the page come.
void enter();
const wanted = match(routes, place.value.pathname)?.route;
void wanted?.load().catch(() => {});
for (const each of wanted?.messages ?? []) void each.load(language.value).catch(() => {});

await t.load(language.value);
render(<App />, document.getElementById("app") as Element);

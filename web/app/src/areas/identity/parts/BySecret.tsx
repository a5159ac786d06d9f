import type { ComponentType, VNode } from "preact";
import { useRef } from "preact/hooks";

import { place } from "../../../kernel/router";

/**
 * A page that begins with the secret behind the # of its address. Another one that is opened in the
 * same tab changes nothing else there, and the page begins anew with it.
 */
export function bySecret(Page: ComponentType): () => VNode {
  return function Opened() {
    const { pathname, hash } = place.value;
    const path = useRef(pathname);
    const secret = useRef(hash);
    // A page stays until the next one is there, whose secrets are no business of its own.
    if (pathname === path.current && hash !== "") secret.current = hash;
    return <Page key={secret.current} />;
  };
}

import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { fail } from "../kernel/toast";

type Later<Props> = ComponentType<Props & { waiting?: ComponentChildren }> & { load: () => void };

/**
 * A part whose code comes when it is first shown, so that a page that rarely needs it begins sooner.
 * `load` fetches it ahead, when somebody is about to ask for it; `waiting` stands in its place.
 */
export function later<Props extends object>(fetch: () => Promise<ComponentType<Props>>): Later<Props> {
  let loaded: ComponentType<Props> | null = null;
  const load = async () => (loaded ??= await fetch());

  function Part({ waiting = null, ...props }: Props & { waiting?: ComponentChildren }) {
    const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(() => loaded);
    useEffect(() => {
      let here = true;
      if (Loaded === null) load().then((found) => here && setLoaded(() => found), fail);
      return () => void (here = false);
    }, []);
    return Loaded === null ? <>{waiting}</> : <Loaded {...(props as unknown as Props)} />;
  }

  // Who is only about to ask hears of no failure: asking tries again.
  return Object.assign(Part, { load: () => void load().catch(() => {}) });
}

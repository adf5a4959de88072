import { useEffect, useState } from "preact/hooks";
import type { Store } from "../session/store.ts";

/** Renders a view again whenever a store changes; returns the store's state. */
export function useStore<S extends object>(store: Store<S>): S {
  const [, setShown] = useState(store.state);
  useEffect(() => {
    const show = () => setShown(store.state);
    show(); // it may have changed between the rendering and this effect
    return store.follow(show);
  }, [store]);
  return store.state;
}

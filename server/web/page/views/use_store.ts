import { useEffect, useState } from "preact/hooks";
import type { Store } from "../session/store.ts";

/** Renders a view again whenever a store changes; returns the store's state. */
export function useStore<S extends object>(store: Store<S>): S {
  const [, setCount] = useState(0);
  useEffect(() => store.follow(() => setCount((count) => count + 1)), [store]);
  return store.state;
}

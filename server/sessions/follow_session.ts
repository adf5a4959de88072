import type { Session, SessionFollower } from "@openenv/core/session";

const followers: WeakMap<Session, Set<SessionFollower>> = new WeakMap();

/** Calls a function with each result of a session, beside others that follow it; returns a function that ends that. */
export function followSession(session: Session, follower: SessionFollower): () => void {
  const all = followers.get(session) ?? new Set();
  followers.set(session, all);
  all.add(follower);
  session.follower = (call, input, result) => all.forEach((each) => each(call, input, result));
  return () => {
    all.delete(follower);
    if (all.size === 0) session.follower = undefined;
  };
}

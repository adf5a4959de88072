/**
 * A policy for browser that uses the page at random, since a random text is hardly ever an action.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { listElements } from "./browser/read_tree.ts";
import type { BrowserAction, BrowserObservation } from "./models.ts";

/**
 * Clicks on a random element; it fills text fields and lists with a random word of the goal instead.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts no-eval
 * import environment from "@openenv/browser-env/environment";
 * import randomPolicy from "@openenv/browser-env/random-policy";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 *
 * const plan = { seed: 7, maxSteps: 5, policy: randomPolicy };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * console.log(scoreOf(record, "last_reward"));
 * ```
 */
export default function useAtRandom({ random }: PolicyEpisode): Policy<BrowserAction, BrowserObservation> {
  return ({ observation: { goal, axtree_txt } }) => {
    const elements = listElements(axtree_txt);
    const usable = elements.filter(({ role }) => /^(button|link|tab|checkbox|radio|textbox|searchbox)$/.test(role));
    if (elements.length === 0) return { action_str: "noop()" };
    const { bid, role } = random.choice(usable.length > 0 ? usable : elements);
    const word = random.choice(goal.match(/\w+/g) ?? ["word"]);
    return { action_str: /box$/.test(role) && role !== "checkbox" ? `fill('${bid}', '${word}')` : `click('${bid}')` };
  };
}

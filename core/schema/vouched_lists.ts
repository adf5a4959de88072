/**
 * The lists that have just been made or checked as tensors, so that the checks which follow need not look at their
 * numbers again: the compiled check of what is sent, and the schema's own.
 *
 * They are vouched for while one value is checked, synchronously, and forgotten after that: a list belongs to its
 * author, who may change it. Two arrays, since a `Map` that changes all the time replaces its table again and again.
 */
const lists: unknown[] = [];
const keys: string[] = [];
/** Checks ask in the order in which the lists came, so that each is found where the one before it was. */
let cursor = 0;

/** Remembers that a list fits the tensor of a key. */
export function vouchFor(list: unknown, key: string): void {
  lists.push(list);
  keys.push(key);
}

/**
 * `true` if a list is known to fit the tensor of a key. The search ends at the list, whatever its key, and does not begin
 * for other values: the members of a union ask for each other's, and what is not found is only checked once more.
 */
export function isVouchedFor(list: unknown, key: string): boolean {
  if (!Array.isArray(list)) return false;
  for (let count = lists.length; count > 0; count--, cursor++) {
    if (cursor >= lists.length) cursor = 0;
    if (lists[cursor] === list) return keys[cursor] === key;
  }
  return false;
}

/** Forgets all of them; whoever had values converted calls it when they have been checked. */
export function forgetVouched(): void {
  lists.length = keys.length = cursor = 0;
}

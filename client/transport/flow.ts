/**
 * Work with questions in it: it yields a question where it would `await` an answer. So the same code runs awaited, in
 * the asynchronous client, and blocking, in the synchronous one.
 */
export type Flow<Question, Answer, Value> = Generator<Question, Value, Answer>;

/** Runs a flow, awaiting each answer. What `ask` rejects with is thrown inside the flow. */
export async function runFlow<Question, Answer, Value>(
  flow: Flow<Question, Answer, Value>,
  ask: (question: Question) => Promise<Answer>,
): Promise<Value> {
  let next = flow.next();
  while (next.done !== true) {
    let answer: Answer;
    try {
      answer = await ask(next.value);
    } catch (thrown) {
      next = flow.throw(thrown);
      continue;
    }
    next = flow.next(answer);
  }
  return next.value;
}

/** Runs a flow whose answers are there when `ask` returns. What `ask` throws is thrown inside the flow. */
export function runFlowNow<Question, Answer, Value>(
  flow: Flow<Question, Answer, Value>,
  ask: (question: Question) => Answer,
): Value {
  let next = flow.next();
  while (next.done !== true) {
    let answer: Answer;
    try {
      answer = ask(next.value);
    } catch (thrown) {
      next = flow.throw(thrown);
      continue;
    }
    next = flow.next(answer);
  }
  return next.value;
}

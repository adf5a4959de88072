/** Finds the next guess in what the game said last. */
export type Solver = (said: string) => string;

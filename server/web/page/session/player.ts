import { type Episode, FileEpisode, findFork, type Frame, LiveEpisode } from "../model/episode.ts";
import { EPISODE_FORMAT } from "@openenv/core/episodes/lines";
import { type About, type Server, ServerError, type Shown } from "./server.ts";
import { Store } from "./store.ts";

/** What went wrong, for people. */
export interface Problem {
  /** The call that failed; `page` for everything else. */
  readonly of: "reset" | "step" | "page";
  /** The reason. */
  readonly message: string;
  /** The code of the server's error. */
  readonly code?: string;
  /** The fields that the server refused. */
  readonly fields?: ServerError["fields"];
}

/** How the page got its episode. */
export type Origin = "live" | "recording" | "watching";

/** All that the page shows. */
export interface PageState {
  /** What the server says of itself; absent until it answers, and in a saved page. */
  readonly about?: About;
  /** `true` while the server waits for its token. */
  readonly needsToken: boolean;
  /** The episode; absent before the first reset. */
  readonly episode?: Episode;
  /** How the page got it. */
  readonly origin: Origin;
  /** The call that is shown. */
  readonly at: number;
  /** An episode to compare with. */
  readonly other?: Episode;
  /** What the environment offers now. */
  readonly shown: Shown;
  /** What the page is waiting for, for people; absent if nothing. */
  readonly busy?: string;
  /** What went wrong last. */
  readonly problem?: Problem;
  /** News, for people. */
  readonly notice?: string;
  /** Grows when an episode does. */
  readonly revision: number;
}

/** The calls that a step waits for; during any other call, no step can be played. */
const STEPPING = "Stepping";
const UNDOING = "Taking the step back";
/** The most calls that wait. */
const MOST_WAITING = 20;
/** Above this many steps, a replay does not ask for drawings that the recording lacks. */
const MOST_DRAWN = 100;
const GONE: ReadonlySet<string> = new Set(["SESSION_LOST", "SESSION_EXPIRED", "SESSION_REQUIRED"]);

/** Plays, replays and shows episodes. */
export class Player extends Store<PageState> {
  /** The server; absent in a page that was saved. */
  readonly server: Server | undefined;
  #draws = true;
  /** The episode of this tab's session, also while another one is shown. */
  #played: LiveEpisode | undefined;
  /** Steps and undos that were asked for while another one runs. */
  #waiting: (() => Promise<void>)[] = [];

  constructor(server?: Server) {
    super({ needsToken: false, origin: "live", at: 0, shown: {}, revision: 0 });
    this.server = server;
  }

  /** `true` if the episode that is shown can be played on. */
  get isPlayable(): boolean {
    return this.state.origin === "live" && this.server !== undefined;
  }

  /** `true` while nothing can be played, and no step waits for its turn. */
  get isLocked(): boolean {
    return this.state.busy !== undefined && !this.#isTakingTurns;
  }

  get #isTakingTurns(): boolean {
    return this.state.busy === STEPPING || this.state.busy?.startsWith(UNDOING) === true;
  }

  /** Asks the server what it hosts. */
  async start(token?: string): Promise<void> {
    if (token !== undefined) this.server!.setToken(token);
    await this.#attempt("page", "Asking the server", async () => {
      this.set({ about: await this.server!.about(), needsToken: false });
    });
  }

  /** Begins an episode. */
  async reset(options: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#attempt("reset", "Starting the episode", async () => {
      const episode = await this.#begin(options);
      this.#showLive(episode, episode.length - 1);
    });
  }

  /** Executes an action, after those that were asked for before it. */
  async step(action: unknown): Promise<void> {
    if (this.#waits(() => this.step(action))) return;
    const episode = this.state.episode;
    if (!this.isPlayable || !(episode instanceof LiveEpisode)) return;
    await this.#attempt("step", STEPPING, async () => {
      await this.#play(episode, action);
      this.#showLive(episode, episode.length - 1);
    });
  }

  /** Takes the last step back: the episode is replayed from its seed, without that step. */
  async undo(): Promise<void> {
    if (this.#waits(() => this.undo())) return;
    const { episode } = this.state;
    if (episode === undefined || episode.length < 2) return;
    await this.replay(episode, episode.length - 2, UNDOING);
  }

  /** Plays an episode again in this tab's session, from its seed up to a call, and goes on from there. */
  async replay(source: Episode, until: number, busy = "Replaying"): Promise<void> {
    const { other } = this.state;
    await this.#attempt("page", busy, async () => {
      const reset = source.frame(0) as Frame & { type: "reset" };
      const { episode_id: _, ...options } = reset.options;
      const seed = source.header.seed ?? options.seed;
      const episode = await this.#begin(seed === undefined ? options : { ...options, seed }, source.frame(0));
      try {
        await this.#playAgain(episode, source, until, busy);
      } catch (error) {
        this.#afterFailedReplay(error, episode, source);
        throw error;
      }
      this.set({ shown: await this.#show() });
      const differs = findFork(episode, source);
      const notice = differs !== undefined && differs <= until
        ? `The replay differs from the recording at ${
          differs === 0 ? "the reset" : `step ${differs}`
        }: the environment does not repeat itself from its seed.`
        : undefined;
      this.#showLive(episode, until, { notice, other: source instanceof LiveEpisode ? other : source });
    });
  }

  async #playAgain(episode: LiveEpisode, source: Episode, until: number, busy: string): Promise<void> {
    for (let index = 1; index <= until; index++) {
      const frame = source.frame(index) as Frame & { type: "step" };
      await this.#play(episode, frame.action, until > MOST_DRAWN || frame.rendering !== undefined ? frame : undefined);
      if (index % 20 === 0) this.set({ busy: `${busy}: step ${index} of ${until}` });
    }
  }

  /** The session is not where the page was: it shows how far the replay came, or leaves the session. */
  #afterFailedReplay(error: unknown, episode: LiveEpisode, source: Episode): void {
    const isRefused = error instanceof ServerError && error.status !== 0 && error.status !== 401 &&
      !GONE.has(error.code);
    if (isRefused) this.#showLive(episode, episode.length - 1, { other: source });
    else this.server!.close(); // the next step offers to play the episode again
  }

  /** Shows the episode of this tab's session again; without one, the page is as at the beginning. */
  leave(): void {
    const episode = this.#played;
    const at = (episode?.length ?? 1) - 1;
    this.set({ episode, at, origin: "live", other: undefined, notice: undefined, problem: undefined });
  }

  /** Shows a call. */
  seek(at: number): void {
    const { episode } = this.state;
    if (episode === undefined) return;
    this.set({ at: Math.max(0, Math.min(episode.length - 1, at)) });
  }

  /** Opens a recorded episode, to look at or to compare with. */
  open(bytes: Uint8Array, title: string, as: "episode" | "other" = "episode"): void {
    try {
      const episode = new FileEpisode(bytes, title);
      const clean = { problem: undefined, notice: readProblem(episode) };
      if (as === "other") this.set({ other: episode, ...clean });
      else this.set({ episode, origin: "recording", at: 0, other: undefined, ...clean });
      const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
      episode.readRewards(pause, () => this.set({ revision: this.state.revision + 1 }));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Says what went wrong. */
  fail(error: unknown, of: Problem["of"] = "page"): void {
    const message = error instanceof Error ? error.message : String(error);
    const more = error instanceof ServerError ? { code: error.code, fields: fieldsOf(error, of) } : {};
    this.set({ problem: { of, message, ...more } });
  }

  /** Opens the session with a reset; one that is gone is replaced. */
  async #begin(options: Readonly<Record<string, unknown>>, known?: Frame): Promise<LiveEpisode> {
    const server = this.server!;
    const answer = await server.reset(options).catch((error) => {
      if (!(error instanceof ServerError) || !GONE.has(error.code)) throw error;
      server.session = undefined;
      return server.reset(options);
    });
    if (answer.ignored !== undefined) this.set({ notice: `These options had no effect: ${answer.ignored.join(", ")}` });
    const { name, version } = this.state.about!;
    const { seed, episode_id } = await server.state();
    const episode = new LiveEpisode({
      type: "episode",
      format: EPISODE_FORMAT,
      environment: { name, ...(version === undefined ? {} : { version }) },
      ...(typeof seed === "number" ? { seed } : {}),
      ...(typeof episode_id === "string" ? { episode_id } : {}),
      started_at: new Date().toISOString(),
    });
    episode.add({ type: "reset", options, result: answer.result });
    await this.#draw(episode, known);
    return episode;
  }

  async #play(episode: LiveEpisode, action: unknown, known?: Frame): Promise<void> {
    const { result } = await this.server!.step(action);
    episode.add({ type: "step", action, result });
    await this.#draw(episode, known);
  }

  /** Adds the drawing: the one of the same call in the recording, if there is one, else the server's. */
  async #draw(episode: LiveEpisode, known?: Frame): Promise<void> {
    if (known !== undefined) {
      episode.amend({ rendering: known.rendering, parts: known.parts });
      return;
    }
    const shown = await this.#show();
    episode.amend({ rendering: shown.rendering, parts: shown.parts });
    this.set({ shown });
  }

  /** Asks for the drawing. One that fails is news, and no failure of the step. */
  async #show(): Promise<Shown> {
    if (!this.#draws) return {};
    try {
      const shown = await this.server!.show();
      this.#draws = Object.keys(shown).length > 0;
      return shown;
    } catch (error) {
      if (!(error instanceof ServerError) || error.status < 500) throw error;
      this.set({ notice: `The environment cannot be drawn: ${error.message}` });
      return {};
    }
  }

  #showLive(episode: LiveEpisode, at: number, more: Partial<PageState> = {}): void {
    this.#played = episode;
    this.set({ episode, origin: "live", at, revision: this.state.revision + 1, ...more });
  }

  /** Runs one call at a time; what it throws is shown. */
  async #attempt(of: Problem["of"], busy: string, call: () => Promise<void>): Promise<void> {
    if (this.state.busy !== undefined) return;
    this.set({ busy, problem: undefined, notice: undefined });
    try {
      await call();
    } catch (error) {
      if (error instanceof ServerError && error.status === 401) this.#askForToken();
      else this.fail(error, of);
    } finally {
      this.set({ busy: undefined });
    }
    // The steps behind a failure, or behind the end, were meant for another situation.
    const { problem, episode } = this.state;
    if (problem !== undefined || episode?.frame(episode.length - 1).result.done) this.#waiting = [];
    await this.#waiting.shift()?.();
  }

  /** Keeps a call for later if a step is running. */
  #waits(call: () => Promise<void>): boolean {
    if (this.#isTakingTurns && this.#waiting.length < MOST_WAITING) this.#waiting.push(call);
    return this.#isTakingTurns;
  }

  #askForToken(): void {
    const message = "The server did not accept this token.";
    this.set({ needsToken: true, ...(this.server!.hasToken ? { problem: { of: "page", message } } : {}) });
    this.server!.setToken(undefined);
  }
}

/** An error that an environment throws in a step is about the whole action. */
function fieldsOf({ code, message, fields }: ServerError, of: Problem["of"]): ServerError["fields"] {
  if (of !== "step" || code !== "EXECUTION_ERROR") return fields;
  return [{ path: [], message: `The environment answered with an error: ${message}` }];
}

/** A file that was cut off has a last line that is broken. */
function readProblem(episode: Episode): string | undefined {
  try {
    episode.frame(episode.length - 1);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** `true` for a problem that a new session solves: the one of this tab is gone. */
export function isGone(problem: Problem | undefined): boolean {
  return problem?.code !== undefined && GONE.has(problem.code);
}

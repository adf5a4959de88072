/**
 * `GET /schema` of the Note environment, recorded from the reference server. Its order of keys means nothing.
 *
 * @module
 */

import type { HttpVector } from "./http_vector.ts";

const FREE_FORM = '"additionalProperties":true';
const ANY_REWARD = '"anyOf":[{"type":"boolean"},{"type":"integer"},{"type":"number"},{"type":"null"}]';
const TEXT_OR_NULL = '"anyOf":[{"type":"string"},{"type":"null"}]';
const ACTION = '"message":{"minLength":1,"title":"Message","type":"string"},' +
  '"n":{"default":1,"maximum":10,"minimum":0,"title":"N","type":"integer"}},"required":["message"]';

/** The rows. */
export const SCHEMA_VECTORS: readonly HttpVector[] = [
  {
    id: "schema",
    request: "GET /schema",
    server: "declared-state",
    status: 200,
    body: theirs(),
    anyOrder: true,
    ours: { difference: "D26", answer: { status: 200, body: ours() } },
  },
];

function theirs(): string {
  const explained = (text: string) => `"description":"${text}",`;
  const metadata = (of: string) =>
    `"metadata":{${FREE_FORM},${explained(`Additional metadata for the ${of}`)}"title":"Metadata","type":"object"}`;
  const action = `{"additionalProperties":false,"properties":{${metadata("action")},${ACTION},"title":"Note",` +
    '"type":"object"}';
  const observation = '{"additionalProperties":false,"properties":{' +
    `"done":{"default":false,${explained("Whether the episode has terminated")}"title":"Done","type":"boolean"},` +
    `"reward":{${ANY_REWARD},"default":null,${explained("Reward signal from the last action")}"title":"Reward"},` +
    `${metadata("observation")},"echoed":{"default":"","title":"Echoed","type":"string"},` +
    `"inner":{"anyOf":[{${FREE_FORM},"type":"object"},{"type":"null"}],"default":null,"title":"Inner"}},` +
    '"title":"NoteObservation","type":"object"}';
  const state = `{${FREE_FORM},"properties":{"episode_id":{${TEXT_OR_NULL},"default":null,` +
    `${explained("Unique identifier for the current episode")}"title":"Episode Id"},` +
    `"step_count":{"default":0,${explained("Number of steps taken in the current episode")}"minimum":0,` +
    '"title":"Step Count","type":"integer"},"extra_thing":{"default":3,"title":"Extra Thing","type":"integer"}},' +
    '"title":"NoteState","type":"object"}';
  return together(action, observation, state);
}

/** Ours: no descriptions, our contract's name in the titles, and the contract's own idea of what is required. */
function ours(): string {
  const metadata = `"metadata":{${FREE_FORM},"title":"Metadata","type":"object"}`;
  const action =
    `{"additionalProperties":false,"properties":{${metadata},${ACTION},"title":"NoteAction","type":"object"}`;
  const inner = '{"additionalProperties":false,"properties":{"timeout":{"type":["number","null"]}},' +
    '"required":["timeout"],"type":"object"}';
  const observation = '{"additionalProperties":false,"properties":{' +
    '"done":{"default":false,"title":"Done","type":"boolean"},' +
    `"reward":{${ANY_REWARD},"default":null,"title":"Reward"},${metadata},` +
    '"echoed":{"title":"Echoed","type":"string"},' +
    `"inner":{"anyOf":[${inner},{"type":"null"}],"title":"Inner"}},"required":["echoed","inner"],` +
    '"title":"NoteObservation","type":"object"}';
  const state = `{${FREE_FORM},"properties":{"episode_id":{${TEXT_OR_NULL},"default":null,"title":"Episode Id"},` +
    '"step_count":{"default":0,"minimum":0,"title":"Step Count","type":"integer"},' +
    '"seed":{"title":"Seed","type":"integer"},"extra_thing":{"title":"Extra Thing","type":"integer"}},' +
    '"required":["extra_thing"],"title":"NoteState","type":"object"}';
  return together(action, observation, state);
}

function together(action: string, observation: string, state: string): string {
  return `{"action":${action},"observation":${observation},"state":${state},"reset_observation":${observation}}`;
}

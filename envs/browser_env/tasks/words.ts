/** Words of one kind, in groups that have something in common. */
export const KINDS: Readonly<Record<string, readonly string[]>> = {
  Fruit: ["Apple", "Banana", "Cherry", "Grape", "Lemon", "Mango", "Orange", "Peach", "Pear", "Plum"],
  Animals: ["Badger", "Camel", "Dolphin", "Falcon", "Goat", "Hamster", "Otter", "Panda", "Tiger", "Zebra"],
  Tools: ["Axe", "Chisel", "Drill", "Hammer", "Ladder", "Pliers", "Ruler", "Saw", "Spanner", "Wrench"],
};

/** All words. */
export const WORDS: readonly string[] = Object.values(KINDS).flat();

/** First names. */
export const NAMES: readonly string[] = [
  ...["Ada", "Bruno", "Chiara", "David", "Elif", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kasia", "Lena"],
];

/** Subjects of messages. */
export const SUBJECTS: readonly string[] = [
  ...["Lunch on Friday", "Invoice of May", "New office keys", "Holiday photos", "Train tickets", "Team meeting"],
  ...["Book club", "Garden party", "Broken printer", "Piano lessons"],
];

/** Short paragraphs. */
export const PARAGRAPHS: readonly string[] = [
  "The old lighthouse stands on a narrow rock and warns every ship that comes too near.",
  "On Mondays the market opens early and the smell of warm bread fills the whole square.",
  "A small river crosses the valley and turns the wheel of a mill that nobody uses now.",
  "Snow fell all night and in the morning the children built a castle beside the road.",
  "Our train was late so we drank tea at the station and watched the rain on the glass.",
];

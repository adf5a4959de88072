/** A text to take words from. */
const TEXT = `Every morning the old gardener walked from the harbour to the small house behind the lighthouse and opened
its wooden shutters. Nobody had lived there since the winter of 1962 but the roses needed water and the clock in the
kitchen wanted winding. He brought bread for the birds and a lantern for the narrow stairs. On the upper floor he kept
a notebook with the weather of each day and the name of every ship that passed. Some pages were almost empty while
others told of storms that tore the roof from the fishing sheds. Once a stranger asked him why he wrote all this down.
The gardener smiled and said that memory is a poor gardener because it only waters what already blooms. Years later a
young engineer found the notebook under a loose board and spent the whole summer reading it. She learned that the
current changes direction twelve hours after a southern wind and that herons arrive before the first frost. With these
notes she designed a bridge whose pillars stand exactly where the water is calm. The council praised her extraordinary
precision and built it within three years. When the bridge was opened the children carried paper boats to the shore and
let them float beneath the arches. The engineer planted a rose beside the northern pillar and placed a plain stone next
to it. It bears no date and no name but visitors often notice that somebody waters the plant. Travellers who cross the
bridge in October can see the herons standing in the shallow water like grey commas in a long sentence. Merchants say
that nothing stays hidden for long in a town with so many windows. The baker counts his customers and the teacher
counts her pupils and the ferryman counts the waves that strike his boat. A clever cartographer once drew the whole
valley on the back of a postcard. Her measurements were surprisingly accurate although she never owned a compass. She
trusted the shadow of the tower and the patience of her grandmother. Musicians gather in the square on Saturday evening
and play until the lamps grow dim. Afterwards the silence feels deeper than the river. Understanding comes slowly to
those who hurry and quickly to those who wait.`;

/** The words of the text, in their order. */
export const WORDS: readonly string[] = TEXT.match(/\w+/g)!;

/** Its sentences in capital letters, without what is no word. */
export const SENTENCES: readonly string[] = TEXT.split(".")
  .map((sentence) => sentence.trim().split(/\s+/).filter((word) => /^[a-z]+$/i.test(word)).join(" ").toUpperCase())
  .filter((sentence) => sentence !== "");

/** The different words, sorted. */
export const VOCABULARY: readonly string[] = [...new Set(WORDS)].sort();

/** The letters of the alphabet. */
export const LETTERS: readonly string[] = [..."abcdefghijklmnopqrstuvwxyz"];

import assert from "node:assert/strict";
import { MAX_LENGTH, readYaml } from "./read_yaml.ts";

/** What was found: the line, the column, the path and the message. */
function findingsOf(source: string): string[] {
  const { findings, text } = readYaml(source);
  return findings.map((finding) => {
    const { line, column } = text.positionOf(text.offsetOf(finding));
    return `${line}:${column} ${finding.path.join("/")} ${finding.message}`.replace("  ", " ");
  });
}

function bomb(levels: number): string {
  const lines = Array.from(
    { length: levels },
    (_, level) => `a${level + 1}: &a${level + 1} [${repeat(`*a${level}, `, 9)}]`,
  );
  return ["a0: &a0 [x, x, x, x, x, x, x, x, x]", ...lines].join("\n");
}

function repeat(text: string, times: number): string {
  return text.repeat(times);
}

const REFUSED: readonly (readonly [source: string, ...findings: string[]])[] = [
  ["", "1:1 is empty"],
  ["# only a comment\n", "1:1 is empty"],
  ["---\n...\n", "1:1 is empty"],
  ["text", "1:1 must be a mapping of keys to values, but is a single value"],
  ["\n- 1\n", "2:1 must be a mapping of keys to values, but is a list"],
  ["a: 1\n---\nb: 2\n", "2:1 has more than one document"],
  ["a: 1\n---\n", "2:1 has more than one document"],
  ["a:\n\tb: 1", "2:1 is not valid YAML: some readers allow no tab here; write spaces"],
  ["a: 1\n\tb: 2", "2:1 is not valid YAML: some readers allow no tab here; write spaces"],
  ["a: 1 \t# text", "1:6 is not valid YAML: some readers allow no tab here; write spaces"],
  ["a: b: c", "1:4 is not valid YAML: Nested mappings are not allowed in compact mappings"],
  [
    "a: 1\nb: {c: 1",
    "2:9 is not valid YAML: Flow map in block collection must be sufficiently indented and end with a }",
  ],
  ["a: 'x", "1:6 is not valid YAML: Missing closing 'quote, or a line before it is not indented"],
  [
    'a: {b: "x\n y", c: "x\ny"}',
    '2:11 is not valid YAML: Missing closing "quote, or a line before it is not indented',
    "3:1 is not valid YAML: Flow map in block collection must be sufficiently indented and end with a }",
    "3:1 is not valid YAML: Implicit map keys need to be followed by map values",
  ],
  ["!!map\na: 1", "2:1 has the tag tag:yaml.org,2002:map; write it without, in quotes if it is a text"],
  ["a: !thing x", "1:4 is not valid YAML: Unresolved tag: !thing"],
  ["a: !!binary aGk=", "1:4 is not valid YAML: Unresolved tag: tag:yaml.org,2002:binary"],
  ["a: !!int 010", "1:10 a has the tag tag:yaml.org,2002:int; write it without, in quotes if it is a text"],
  ["a: ! 1", "1:6 a has the tag !; write it without, in quotes if it is a text"],
  ["a: !!map {}", "1:10 a has the tag tag:yaml.org,2002:map; write it without, in quotes if it is a text"],
  ["!!int 1: a", "1:7 has a key that cannot be read: it has the tag tag:yaml.org,2002:int"],
  ["a: [!!str, b]", "1:10 is not valid YAML: some readers want a blank behind a tag"],
  ["a: [x, y?z]", "1:8 is not valid YAML: some readers allow no ? in brackets; put y?z in quotes"],
  ["a: {b: ::1}", "1:8 is not valid YAML: some readers allow no : in brackets; put ::1 in quotes"],
  ['a: "\\\\\\ud83d\\ude00"', "1:7 is not valid YAML: \\ud83d is half a character; write the character itself"],
  ["%THING\n---\na: 1", "1:1 is not valid YAML: Unknown directive %THING"],
  [
    "%YAML 1.1\n---\na: yes",
    "3:4 a is yes, which older readers of YAML take for true or false; put it in quotes, or write true or false",
  ],
  ["a: 1\r\nb: x\ry", "2:5 is not valid YAML: the character U+000D is not allowed here"],
  ["a: 1\nb: \0", "2:4 is not valid YAML: the character U+0000 is not allowed here"],
  ["a: \ud800", "1:4 is not valid YAML: the character U+D800 is not allowed here"],
  ["a: x\u2028y", "1:5 is not valid YAML: the character U+2028 is not allowed here"],
  ["a: 1\nb: 2\na: 3\na: 4", "3:1 a is given twice, first in line 1", "4:1 a is given twice, first in line 1"],
  ["a: {b: 1, b: 2}", "1:11 a/b is given twice, first in line 1"],
  ["a: {1: x}", "1:5 a has a key that cannot be read: 1 must be a text; put it in quotes"],
  ["? [a]\n: 1", "1:3 has a key that cannot be read: it must be a text"],
  [": 1", "1:1 has a key that cannot be read: it is missing"],
  [
    "a: {b\n : 1}",
    "1:5 a has a key that cannot be read: some readers look for its colon in the same line and within 1024 characters",
  ],
  [
    `a: {${repeat("x", 1025)}: 1}`,
    "1:5 a has a key that cannot be read: some readers look for its colon in the same line and within 1024 characters",
  ],
  ["__proto__: 1", "1:1 has a key that cannot be read: __proto__ is not allowed"],
  ["a: &a {b: 1}\nc: {<<: *a}", "2:5 c has a key that cannot be read: << would merge; write the keys out"],
  [
    "a: {no: 1}",
    "1:5 a has a key that cannot be read: older readers of YAML take no for true or false; put it in quotes",
  ],
  ["a: &x [*x]", "1:8 a/0 is an alias of *x, which contains it"],
  ["a: [*x]", "1:5 a/0 is an alias of *x, which no anchor defines"],
  ["a: 2026-01-01", "1:4 a is 2026-01-01, which older readers of YAML take for a date; put it in quotes"],
  ["a: .nan\nb: -.inf", "1:4 a is .nan, but must be a finite number", "2:4 b is -.inf, but must be a finite number"],
  ["a: 1e999", "1:4 a is 1e999, but must be a finite number"],
  ["a: 9007199254740993", "1:4 a is 9007199254740993, beyond what a number holds exactly; put it in quotes"],
  [repeat("[", 1000), "1:64 is nested deeper than 64 levels"],
  ["a:\n" + repeat("- ", 1000), "2:125 is nested deeper than 64 levels"],
  [bomb(12), "1:22 has aliases that stand for too much"],
  [`a: ${repeat("x", MAX_LENGTH)}`, "1:1 is longer than 65536 characters"],
];

for (const [source, ...findings] of REFUSED) {
  Deno.test(`readYaml() refuses ${JSON.stringify(source.slice(0, 40))}`, () => {
    assert.deepEqual(findingsOf(source), findings);
  });
}

Deno.test("readYaml() ends soon, whatever there is a lot of", () => {
  for (const piece of ["\\", "\\u", "[a?", "!!str,", "{a\n :", "&a ", "? "]) {
    const long = piece.repeat(Math.floor((MAX_LENGTH - 10) / piece.length));
    for (const source of [`a: "${long}"`, `a: [${long}]`, long]) assert.ok(Array.isArray(readYaml(source).findings));
  }
});

Deno.test("readYaml() refuses a depth that only aliases reach", () => {
  const lines = Array.from({ length: 100 }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}]`);
  const findings = findingsOf(["a0: &a0 []", ...lines].join("\n"));
  assert.match(findings[0]!, / is nested deeper than 64 levels$/);
});

Deno.test("readYaml() reads the same with a byte order mark and with carriage returns", () => {
  const { value, findings, text } = readYaml("\ufeffa: 1\r\nb: [x,\r\n  y]\r\n");
  assert.deepEqual([value, findings], [{ a: 1, b: ["x", "y"] }, []]);
  assert.deepEqual(text.positionOf(text.placeOf(["b", 1])!.value), { line: 3, column: 3 });
});

Deno.test("readYaml() reads every form of a value", () => {
  const source = `
plain: two words
quoted: "1.10"
tagged: !!str 0.1
literal: |
  one\ttab
  two
brackets: [
  1, 2
]
numbers: [1, -2.5, 1e3, 0x1f, -0]
flags: [true, false, null, ~]
empty:
list: &list
  - {a: 1}
again: *list
&key anchored: *key
? long
: 1
url: http://x?y=z
escaped: "\\\\ud800 \\u00e9"
`;
  const { value, findings } = readYaml(source);
  assert.deepEqual(findings, []);
  assert.deepEqual(value, {
    plain: "two words",
    quoted: "1.10",
    tagged: "0.1",
    literal: "one\ttab\ntwo\n",
    brackets: [1, 2],
    numbers: [1, -2.5, 1000, 31, 0],
    flags: [true, false, null, null],
    empty: null,
    list: [{ a: 1 }],
    again: [{ a: 1 }],
    anchored: "anchored",
    long: 1,
    url: "http://x?y=z",
    escaped: "\\ud800 é",
  });
});

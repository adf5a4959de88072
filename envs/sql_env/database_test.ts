import assert from "node:assert/strict";
import { Database, MAX_ROWS, showRows } from "./database.ts";
import { createSampleData, TABLES } from "./sample_data.ts";

const DATA = createSampleData(1);

function open(writable = true): Database {
  return new Database(DATA, { writable });
}

Deno.test("Database returns rows with values that JSON can carry", () => {
  using database = open();
  const { columns, rows } = database.run("SELECT 1 AS a, 2.5 AS a, 'x', NULL, x'00ff', 9007199254740993, 9e999");
  assert.deepEqual(columns.slice(0, 2), ["a", "a"]);
  assert.deepEqual(rows, [[1, 2.5, "x", null, "x'00ff'", "9007199254740993", "Infinity"]]);
});

Deno.test("Database counts changed rows", () => {
  using database = open();
  assert.equal(database.run("UPDATE products SET stock = 0 WHERE id <= 3").changes, 3);
  assert.deepEqual(database.run("SELECT SUM(stock) FROM products WHERE id <= 3").rows, [[0]]);
  assert.equal(database.run("BEGIN").changes, 0);
  assert.deepEqual(database.run("DELETE FROM order_items WHERE order_id = 1 RETURNING order_id").columns, ["order_id"]);
});

const DENIED = [
  ["ATTACH ':memory:' AS other", "Not allowed: ATTACH"],
  ["ATTACH '/tmp/other.db' AS other", "Not allowed: ATTACH"],
  ["VACUUM INTO '/tmp/copy.db'", "Not allowed: ATTACH"],
  ["DETACH main", "Not allowed: DETACH"],
  ["CREATE TABLE more (a)", "Not allowed: INSERT"],
  ["CREATE TEMP TABLE more (a)", "Not allowed: INSERT"],
  ["CREATE VIRTUAL TABLE more USING fts5(a)", "Not allowed"],
  ["DROP TABLE customers", "Not allowed"],
  ["ALTER TABLE customers RENAME TO people", "Not allowed"],
  ["PRAGMA max_page_count = 1000000", "Not allowed: PRAGMA max_page_count"],
  ["PRAGMA hard_heap_limit = 0", "Not allowed: PRAGMA hard_heap_limit"],
  ["PRAGMA writable_schema = 1", "Not allowed: PRAGMA writable_schema"],
  ["PRAGMA foreign_keys = OFF", "Not allowed: PRAGMA foreign_keys"],
  ["SELECT load_extension('x')", "Not allowed: FUNCTION load_extension"],
  ["DELETE FROM sqlite_master", "sqlite_master"],
] as const;

for (const [sql, expected] of DENIED) {
  Deno.test(`Database refuses ${sql}`, () => {
    using database = open();
    assert.throws(() => database.run(sql), (error: Error) => error.message.includes(expected));
    assert.equal(database.run("SELECT COUNT(*) FROM customers").rows[0]![0], 40);
  });
}

Deno.test("Database changes nothing if it can only be read", () => {
  using database = open(false);
  const before = database.snapshot();
  for (
    const sql of ["DELETE FROM customers", "UPDATE products SET stock = 1", "INSERT INTO products VALUES (1,2,3,4,5)"]
  ) {
    assert.throws(() => database.run(sql), /the tables of this task can only be read/);
  }
  assert.throws(() => database.run("WITH one AS (SELECT 1) DELETE FROM customers"), /can only be read/);
  assert.deepEqual(database.snapshot(), before);
});

Deno.test("Database refuses several statements and invalid ones", () => {
  using database = open();
  assert.throws(() => database.run("SELECT 1; DELETE FROM customers"), /several statements/);
  assert.throws(() => database.run("SELEC 1"), /syntax error/);
  for (const sql of ["-- nothing", "/* open", ";;", "\ufeff", "\0", "-- a\n\0", "SELECT 1\0"]) {
    assert.throws(() => database.run(sql), /Nothing to run/);
  }
  assert.deepEqual(database.run("; -- first\n /* then */ SELECT 2").rows, [[2]]);
  assert.throws(() => database.run("SELECT * FROM nowhere"), /no such table/);
  assert.deepEqual(database.run("SELECT 1; -- end ").rows, [[1]]);
});

Deno.test("Database bounds rows, values, tables and memory", () => {
  using database = open();
  const numbers = (limit: number) =>
    `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT ${limit}) SELECT x FROM n`;
  assert.equal(database.run(numbers(MAX_ROWS)).rows.length, MAX_ROWS);
  assert.throws(() => database.run(numbers(MAX_ROWS + 1)), /Too many rows/);
  assert.throws(() => database.run("SELECT randomblob(2000000)"), /too big/);
  assert.throws(() => database.run(`SELECT group_concat(x) FROM (${numbers(1_000_000)})`), /too big|memory/);
  const fill = "INSERT INTO products SELECT x + 1000, hex(zeroblob(50000)), '', 1, 1 FROM (" + numbers(9000) + ")";
  assert.throws(() => database.run(fill), /full|memory/);
  assert.throws(
    () => database.run(`SELECT DISTINCT x, hex(randomblob(500)) FROM (${numbers(1_000_000)})`),
    /memory|rows/,
  );
  assert.equal(database.run("SELECT COUNT(*) FROM products").rows[0]![0], 40);
});

Deno.test("showRows() keeps 100 rows, and says what it leaves out of long texts", () => {
  const many = showRows(Array.from({ length: 101 }, (_, index) => [index]));
  assert.deepEqual([many.rows.length, many.hasMore], [100, true]);
  const [[long]] = showRows([["x".repeat(1500)]]).rows as [[string]];
  assert.ok(long.endsWith("... (500 more characters)"));
  const wide = showRows(Array.from({ length: 90 }, () => ["y".repeat(900)]));
  assert.deepEqual([wide.rows.length, wide.hasMore], [55, true]);
  assert.deepEqual(showRows([["a", null]]), { rows: [["a", null]], hasMore: false });
});

Deno.test("createSampleData() depends on its seed alone", () => {
  assert.deepEqual(createSampleData(5), createSampleData(5));
  assert.notDeepEqual(createSampleData(5), createSampleData(6));
  assert.deepEqual(TABLES.map((table) => DATA[table].length).slice(0, 3), [40, 40, 120]);
});

import { Random } from "@openenv/core";

/** The tables of the sample database, in the order in which rows can be inserted. */
export const TABLES = ["customers", "products", "orders", "order_items"] as const;

/** The name of a table. */
export type Table = (typeof TABLES)[number];

/** The statements that create the tables. */
export const SCHEMA = `CREATE TABLE customers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL, email TEXT, joined TEXT NOT NULL
);
CREATE TABLE products (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, price_cents INTEGER NOT NULL, stock INTEGER NOT NULL
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), ordered TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'shipped', 'cancelled'))
);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id), product_id INTEGER NOT NULL REFERENCES products (id),
  quantity INTEGER NOT NULL, PRIMARY KEY (order_id, product_id)
);`;

/** The values that tasks ask about: each is in every database. */
export const CITIES = ["Lisbon", "Oslo", "Kyoto", "Quito", "Accra", "Leeds"] as const;
/** See {@linkcode CITIES}. */
export const CATEGORIES = ["kitchen", "garden", "office", "toys"] as const;
/** See {@linkcode CITIES}. */
export const STATUSES = ["open", "shipped", "cancelled"] as const;

const FIRST = ["Ada", "Ben", "Chen", "Dora", "Emil", "Fay", "Goran", "Hana", "Ivo", "June", "Kofi", "Lea"];
const LAST = ["Abel", "Brandt", "Costa", "Diaz", "Eng", "Frost", "Grau", "Holt"];
const THINGS = ["Kettle", "Lamp", "Rake", "Stapler", "Kite", "Mug", "Spade", "Folder", "Puzzle", "Tray"];
const COLOURS = ["Red", "Blue", "Green", "White"];

const CUSTOMERS = 40;
const ORDERS = 120;
const WITHOUT_ORDERS = 5;
const NEVER_SOLD = 4;

/** Rows by table; each row has its values in the order of the columns. */
export type SampleData = Readonly<Record<Table, readonly (readonly (string | number | null)[])[]>>;

/** Creates the rows of a database: the same for the same seed. Some customers have no orders, and some products were never sold. */
export function createSampleData(seed: number): SampleData {
  const random = new Random(seed);
  const names = random.shuffle(FIRST.flatMap((first) => LAST.map((last) => `${first} ${last}`)));
  const customers = names.slice(0, CUSTOMERS).map((name, index) => {
    const city = CITIES[index] ?? random.choice(CITIES);
    const email = random.bool(0.2) ? null : `${name.toLowerCase().replace(" ", ".")}@example.com`;
    return [index + 1, name, city, email, drawDate(random, 2019, 2023)];
  });
  const labels = random.shuffle(COLOURS.flatMap((colour) => THINGS.map((thing) => `${colour} ${thing}`)));
  const products = labels.map((name, index) => {
    const category = CATEGORIES[index] ?? random.choice(CATEGORIES);
    return [index + 1, name, category, random.int(2, 90) * 100 + random.choice([0, 50, 95]), random.int(0, 60)];
  });
  const orders = Array.from({ length: ORDERS }, (_, index) => {
    const status = STATUSES[index] ?? random.choice([...STATUSES, "shipped", "shipped"]);
    return [index + 1, random.int(1, CUSTOMERS - WITHOUT_ORDERS), drawDate(random, 2024, 2025), status];
  });
  const order_items = orders.flatMap(([order]) => {
    const ids = random.shuffle(Array.from({ length: products.length - NEVER_SOLD }, (_, index) => index + 1));
    return ids.slice(0, random.int(1, 4)).map((product) => [order!, product, random.int(1, 5)]);
  });
  return { customers, products, orders, order_items };
}

function drawDate(random: Random, from: number, to: number): string {
  const [month, day] = [random.int(1, 12), random.int(1, 28)].map((part) => String(part).padStart(2, "0"));
  return `${random.int(from, to)}-${month}-${day}`;
}

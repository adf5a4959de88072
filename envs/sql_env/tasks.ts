import type { Random } from "@openenv/core";
import { type TaskProvider, tasksFromGenerator } from "@openenv/core/tasks";
import { CATEGORIES, CITIES } from "./sample_data.ts";

/** The part of a task that an agent sees. */
export interface SqlTask {
  /** What the agent has to find out or to change. */
  readonly instruction: string;
  /** `true` if the tables are to be changed. */
  readonly writes: boolean;
}

/** The part of a task that an agent does not see. */
export interface HiddenPart {
  /** Statements that carry out the task; the last one of a question returns the answer. */
  readonly solution: readonly string[];
  /** `true` if the rows of the answer have an order. */
  readonly isOrdered: boolean;
  /** The seed of the database. */
  readonly databaseSeed: number;
}

/** A kind of task. */
interface Family {
  readonly writes?: true;
  readonly isOrdered?: true;
  /** Draws the values, and writes the instruction and the statements. */
  readonly draw: (random: Random) => readonly [instruction: string, ...solution: string[]];
}

const SPENT = "SUM(order_items.quantity * products.price_cents)";
const SALES = "orders JOIN order_items ON order_items.order_id = orders.id " +
  "JOIN products ON products.id = order_items.product_id";

const QUESTIONS: readonly Family[] = [
  {
    draw(random) {
      const [city, year] = [random.choice(CITIES), random.int(2019, 2023)];
      return [
        `How many customers in ${city} joined in ${year} or later? Return one row with one number.`,
        `SELECT COUNT(*) FROM customers WHERE city = '${city}' AND joined >= '${year}-01-01'`,
      ];
    },
  },
  {
    draw(random) {
      const category = random.choice(CATEGORIES);
      return [
        `Return the names of all products of the category ${category} that were never ordered.`,
        `SELECT name FROM products WHERE category = '${category}' AND id NOT IN (SELECT product_id FROM order_items)`,
      ];
    },
  },
  {
    isOrdered: true,
    draw(random) {
      const count = random.int(3, 6);
      return [
        `Which ${count} customers have spent most on orders that were not cancelled? Return name and cents, the highest ` +
        "first, and by name where the cents are equal.",
        `SELECT customers.name, ${SPENT} AS spent FROM customers JOIN ${
          SALES.replace("orders JOIN", "orders ON orders.customer_id = customers.id JOIN")
        } WHERE orders.status <> 'cancelled' GROUP BY customers.id ORDER BY spent DESC, customers.name LIMIT ${count}`,
      ];
    },
  },
  {
    draw(random) {
      const year = random.int(2024, 2025);
      return [
        `Return the revenue of each month of ${year}: the month as YYYY-MM and the cents of all shipped orders. Leave out ` +
        "months without one.",
        `SELECT substr(orders.ordered, 1, 7) AS month, ${SPENT} FROM ${SALES} ` +
        `WHERE orders.status = 'shipped' AND orders.ordered LIKE '${year}-%' GROUP BY month`,
      ];
    },
  },
  {
    draw(random) {
      const [city, count] = [random.choice(CITIES), random.int(2, 4)];
      return [
        `Return the names of the customers in ${city} who have made at least ${count} orders.`,
        `SELECT name FROM customers WHERE city = '${city}' AND ` +
        `(SELECT COUNT(*) FROM orders WHERE customer_id = customers.id) >= ${count}`,
      ];
    },
  },
  {
    draw(random) {
      const price = random.int(20, 60) * 100;
      return [
        `For each category, return its name, the number of its products that cost more than ${price} cents, and the highest ` +
        "price in cents of all its products.",
        `SELECT category, SUM(price_cents > ${price}), MAX(price_cents) FROM products GROUP BY category`,
      ];
    },
  },
];

const CHANGES: readonly Family[] = [
  {
    writes: true,
    draw(random) {
      const [category, percent] = [random.choice(CATEGORIES), random.int(1, 5) * 10];
      return [
        `Raise the prices of all products of the category ${category} by ${percent} %, rounded down to whole cents.`,
        `UPDATE products SET price_cents = price_cents * ${100 + percent} / 100 WHERE category = '${category}'`,
      ];
    },
  },
  {
    writes: true,
    draw(random) {
      const year = random.int(2024, 2025);
      return [
        `Delete all cancelled orders of ${year}, and their items.`,
        `DELETE FROM order_items WHERE order_id IN ` +
        `(SELECT id FROM orders WHERE status = 'cancelled' AND ordered LIKE '${year}-%')`,
        `DELETE FROM orders WHERE status = 'cancelled' AND ordered LIKE '${year}-%'`,
      ];
    },
  },
  {
    writes: true,
    draw(random) {
      const [city, before] = [random.choice(CITIES), `2025-0${random.int(1, 9)}-01`];
      return [
        `Mark the open orders of customers in ${city} that were made before ${before} as shipped.`,
        `UPDATE orders SET status = 'shipped' WHERE status = 'open' AND ordered < '${before}' AND customer_id IN ` +
        `(SELECT id FROM customers WHERE city = '${city}')`,
      ];
    },
  },
  {
    writes: true,
    draw(random) {
      const [product, quantity] = [random.int(1, 30), random.int(2, 6)];
      const [customer, order] = [random.int(1, 40), 121];
      return [
        `Customer ${customer} orders ${quantity} pieces of product ${product} on 2025-12-31: add the open order with the id ` +
        `${order} and its item, and take the pieces from the stock, which may become negative.`,
        `INSERT INTO orders VALUES (${order}, ${customer}, '2025-12-31', 'open')`,
        `INSERT INTO order_items VALUES (${order}, ${product}, ${quantity})`,
        `UPDATE products SET stock = stock - ${quantity} WHERE id = ${product}`,
      ];
    },
  },
];

const FAMILIES: readonly Family[] = [...QUESTIONS, ...CHANGES];

/** The tasks: ten families in turn, 16 of each for training and 4 for testing, each with a database of its own. */
export const sqlTasks: TaskProvider<SqlTask, HiddenPart> = tasksFromGenerator<SqlTask & HiddenPart, keyof HiddenPart>({
  splits: { train: 160, test: 40 },
  seed: 20261128,
  generate({ random, index }) {
    const family = FAMILIES[index % FAMILIES.length]!;
    const [instruction, ...solution] = family.draw(random);
    const databaseSeed = random.uint32();
    return {
      instruction,
      writes: family.writes ?? false,
      solution,
      isOrdered: family.isOrdered ?? false,
      databaseSeed,
    };
  },
  private: ["solution", "isOrdered", "databaseSeed"],
});

import { Random } from "@openenv/core";

/** A product. Money is in cents and ratings are in tenths of a star, so that both are integers. */
export interface Product {
  /** Its id: the name in small letters with hyphens. */
  readonly id: string;
  /** Its name: colour, material and category. */
  readonly name: string;
  /** The category, such as `mug`. */
  readonly category: string;
  /** The colour. */
  readonly colour: string;
  /** The material. */
  readonly material: string;
  /** The price. */
  readonly cents: number;
  /** The rating, 10 to 50. */
  readonly ratingTenths: number;
  /** The number of pieces that the shop has at the beginning. */
  readonly stock: number;
}

/** A coupon, for one order. */
export interface Coupon {
  /** The code, as the customer types it. */
  readonly code: string;
  /** The discount. */
  readonly percent: number;
  /** The category that it is for; `undefined` for everything. */
  readonly category: string | undefined;
  /** The least amount of an order. */
  readonly leastCents: number;
}

/** A number of pieces of a product. */
export interface Line {
  /** The product. */
  readonly product: Product;
  /** The number of pieces, at least 1. */
  readonly quantity: number;
}

/** A shop as a customer finds it. Products and orders are referred to by their position. */
export interface Catalogue {
  /** The products, in the order in which a search finds them. */
  readonly products: readonly Product[];
  /** The coupons: one for everything, one for a category, one for large orders. */
  readonly coupons: readonly Coupon[];
  /** The earlier orders of the customer. No product is in two of them, and the first two have one line. */
  readonly orders: readonly (readonly Line[])[];
}

interface CategoryRow {
  readonly materials: readonly string[];
  readonly cents: readonly [least: number, most: number];
}

const CATEGORIES: Readonly<Record<string, CategoryRow>> = {
  bowl: { materials: ["bamboo", "porcelain", "stoneware"], cents: [800, 2600] },
  clock: { materials: ["brass", "oak", "slate"], cents: [1800, 6400] },
  kettle: { materials: ["copper", "glass", "steel"], cents: [2400, 6900] },
  lamp: { materials: ["brass", "oak", "paper"], cents: [1900, 8900] },
  mug: { materials: ["enamel", "glass", "stoneware"], cents: [600, 1900] },
  teapot: { materials: ["glass", "iron", "porcelain"], cents: [2100, 5900] },
  tray: { materials: ["bamboo", "oak", "steel"], cents: [1100, 3600] },
  vase: { materials: ["ceramic", "copper", "glass"], cents: [1500, 5200] },
};
const COLOURS = ["black", "blue", "green", "red", "white", "yellow"] as const;

const CATEGORIES_OF_A_SHOP = 5;
const COLOURS_OF_A_CATEGORY = 3;
const EARLIER_ORDERS = [1, 1, 2, 2] as const; // the number of lines of each

/** Creates a shop; the same seed gives the same shop. Within a category no two prices and no two ratings are equal. */
export function createCatalogue(seed: number): Catalogue {
  const random = new Random(seed);
  const categories = random.shuffle(Object.keys(CATEGORIES)).slice(0, CATEGORIES_OF_A_SHOP);
  const products = random.shuffle(categories.flatMap((category) => createCategory(category, random)));
  return { products, coupons: createCoupons(categories, random), orders: createOrders(products, random) };
}

function createCategory(category: string, random: Random): Product[] {
  const { materials, cents: [least, most] } = CATEGORIES[category]!;
  const colours = random.shuffle(COLOURS).slice(0, COLOURS_OF_A_CATEGORY);
  const kinds = colours.flatMap((colour) => materials.map((material) => ({ colour, material })));
  const prices = drawDistinct(kinds.length, [least, most], random);
  const ratings = drawDistinct(kinds.length, [25, 49], random);
  return kinds.map(({ colour, material }, index) => {
    const id = `${colour}-${material}-${category}`;
    const name = id.split("-").map((word) => word[0]!.toUpperCase() + word.slice(1)).join(" ");
    const stock = random.int(0, 6);
    return { id, name, category, colour, material, cents: prices[index]!, ratingTenths: ratings[index]!, stock };
  });
}

function createCoupons(categories: readonly string[], random: Random): Coupon[] {
  const category = random.choice(categories);
  const [some, more, most] = [random.choice([5, 8, 10]), random.choice([12, 15]), random.choice([20, 25])];
  return [
    { code: `WELCOME${some}`, percent: some, category: undefined, leastCents: 0 },
    { code: `${category.toUpperCase()}${most}`, percent: most, category, leastCents: 0 },
    { code: `BIG${more}`, percent: more, category: undefined, leastCents: random.choice([4000, 6000, 8000]) },
  ];
}

function createOrders(products: readonly Product[], random: Random): Line[][] {
  const left = random.shuffle(products).values();
  return EARLIER_ORDERS.map((lines) =>
    Array.from({ length: lines }, () => ({ product: left.next().value!, quantity: random.int(1, 2) }))
  );
}

function drawDistinct(count: number, [least, most]: readonly [number, number], random: Random): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.int(least, most));
  return [...drawn];
}

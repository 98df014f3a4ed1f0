import { pick, pickMany } from "../random.js";

/**
 * @typedef {"text" | "count" | "money" | "flag" | "moment" | "key"} FieldKind
 * @typedef {{ readonly name: string, readonly kind: FieldKind, readonly isOptional: boolean }} Field
 *
 * @typedef {"no-commit-in-service" | "no-entity-access-after-commit" | "no-outer-client-in-transaction"
 *   | "require-datetime-normalization" | "require-response-schema" | "require-zero-to-null"} Bug
 *
 * @typedef {object} Area a bounded context: its modules share a database handle
 * @property {string} name
 * @property {string} path
 * @property {import("./libraries.js").Library} library
 * @property {Domain[]} domains
 *
 * @typedef {object} Domain one entity with everything around it
 * @property {Area} area
 * @property {string} noun `purchase-order`
 * @property {string} type `PurchaseOrder`
 * @property {string} variable `purchaseOrder`
 * @property {string} plural `purchaseOrders`
 * @property {string} table `purchase_orders`
 * @property {string} path folder, from the project's root
 * @property {readonly Field[]} fields
 * @property {readonly string[]} statuses
 * @property {Domain[]} neighbours modules of the same area whose services this one calls; they may call back
 * @property {Bug | undefined} bug
 */

const AREAS = [
  "billing", "catalog", "shipping", "identity", "support", "planning", "payroll", "inventory", "marketing", "reporting", "legal", "purchasing",
  "projects", "bookings", "content", "loyalty", "quality", "fleet", "facilities", "recruiting", "training", "insurance", "leasing", "events",
  "grants", "clinics", "kitchens", "stores", "partners", "archives", "messaging", "surveys",
];

const NOUNS = [
  "invoice", "order", "customer", "payment", "product", "shipment", "task", "project", "ticket", "contract", "account", "document",
  "booking", "subscription", "employee", "warehouse", "campaign", "report", "notice", "refund", "supplier", "location", "vehicle", "session",
  "review", "coupon", "purchase-order", "price-list", "team-member", "delivery-note", "work-item", "credit-note", "time-entry", "audit-case",
];

const FIELDS = {
  text: ["title", "name", "description", "reference", "note", "code", "label", "summary", "contactName", "externalCode"],
  count: ["quantity", "position", "priority", "attempts", "revision"],
  money: ["amount", "price", "discount", "total", "balance"],
  flag: ["isActive", "isLocked", "isUrgent", "hasAttachments"],
  moment: ["dueAt", "publishedAt", "expiresAt", "deliveredAt", "reviewedAt"],
  key: ["ownerId", "projectId", "customerId", "categoryId", "assigneeId", "parentId"],
};

const STATUSES = ["draft", "open", "active", "paused", "blocked", "done", "cancelled", "archived"];

/**
 * Areas and their modules, the same for the same random numbers.
 *
 * @param {number} count how many modules
 * @param {readonly import("./libraries.js").Library[]} libraries in turn, one for each area
 * @param {() => number} random
 * @returns {Area[]}
 */
export function createAreas(count, libraries, random) {
  const areaCount = Math.max(Math.min(count, libraries.length), Math.round(count / 6));
  const first = Math.floor(random() * libraries.length);
  const areas = Array.from({ length: areaCount }, (_, index) => {
    const round = Math.floor(index / AREAS.length);
    const name = `${AREAS[index % AREAS.length] ?? ""}${round === 0 ? "" : `-${round + 1}`}`;
    const library = libraries[(first + index) % libraries.length];
    if (!library) throw new Error("There is no library.");
    const share = Math.floor(((index + 1) * count) / areaCount) - Math.floor((index * count) / areaCount);
    /** @type {Area} */
    const area = { name, path: `src/${name}`, library, domains: [] };
    for (const noun of pickMany(NOUNS, share, random)) area.domains.push(createDomain(area, noun, random));
    return area;
  });
  for (const { domains } of areas) {
    for (const [index, domain] of domains.entries()) {
      const others = [1, 2].flatMap((step) => domains[(index + step) % domains.length] ?? []);
      domain.neighbours = [...new Set(others)].filter((other) => other !== domain);
    }
  }
  return areas;
}

/**
 * @param {Area} area
 * @param {string} noun
 * @param {() => number} random
 * @returns {Domain}
 */
function createDomain(area, noun, random) {
  const type = noun.replaceAll(/(?:^|-)([a-z])/g, (_, letter) => String(letter).toUpperCase());
  const variable = `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`;
  const plural = variable.endsWith("y") ? `${variable.slice(0, -1)}ies` : `${variable}s`;
  const amounts = { text: 6, count: 3, money: 3, flag: 2, moment: 4, key: 4 };
  const fields = Object.entries(FIELDS).flatMap(([kind, names]) => {
    const known = /** @type {FieldKind} */ (kind);
    return pickMany(names, amounts[known], random).map((name, index) => ({
      name,
      kind: known,
      isOptional: known === "moment" || known === "key" || (known === "text" && index > 0),
    }));
  });
  return {
    area,
    noun,
    type,
    variable,
    plural,
    table: plural.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    path: `${area.path}/${noun}`,
    fields,
    statuses: ["open", ...pickMany(STATUSES.slice(2), 2 + Math.floor(random() * 3), random)],
    neighbours: [],
    bug: undefined,
  };
}

/**
 * Gives every so many-th module one of the bugs that its library can have.
 *
 * @param {readonly Area[]} areas
 * @param {number} rate share of the modules, from 0 to 1
 * @param {() => number} random
 */
export function plantBugs(areas, rate, random) {
  let due = rate;
  for (const { domains, library } of areas) {
    for (const domain of domains) {
      due += rate;
      if (due < 1) continue;
      due -= 1;
      domain.bug = pick(library.bugs, random);
    }
  }
}

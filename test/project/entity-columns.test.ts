import { describe, expect, test } from "vitest";
import { getArguments } from "../../src/ast/index.js";
import { findColumns, findEntity, hasOwnJson } from "../../src/project/index.js";
import { findCall, openProject } from "../support/project.js";

type Files = Readonly<Record<string, string>>;

/** `id, secret hidden, note unloaded, pin excluded`, of the entity that `probe(…)` in `src/probe.ts` is given. */
function describeColumns(files: Files): string {
  const { project, facts, getModule } = openProject(files, "src/probe.ts");
  const module = getModule("src/probe.ts");
  const [argument] = getArguments(findCall(module, "probe("));
  const entity = argument && findEntity({ project, facts }, argument, module);
  if (!entity) return "none";
  const columns = [...findColumns(project, entity)].map(([name, { isHidden, isUnloaded, isExcluded }]) => [name, isHidden && "hidden", isUnloaded && "unloaded", isExcluded && "excluded"].filter(Boolean).join(" "));
  return [columns.join(", "), hasOwnJson(project, entity) && "own JSON"].filter(Boolean).join("; ");
}

describe("who gets to see the columns of an entity", () => {
  test.each<[string, Files, string]>([
    ["TypeORM", { "src/probe.ts": 'import { Column, Entity, ManyToOne } from "typeorm";\n@Entity()\nclass User { @Column() id: number; @Column({ select: false }) password: string; @Column({ select: true }) name: string; @ManyToOne(() => User) boss: User; }\nprobe(User);' }, "id, password unloaded, name"],
    ["TypeORM's schemas", { "src/probe.ts": 'import { EntitySchema } from "typeorm";\nconst User = new EntitySchema({ name: "user", columns: { id: { type: Number }, password: { type: String, select: false } } });\nprobe(User);' }, "id, password unloaded"],
    ["MikroORM", { "src/probe.ts": 'import { Entity, Property } from "@mikro-orm/core";\n@Entity()\nclass User { @Property() id: number; @Property({ hidden: true }) password: string; @Property({ lazy: true }) note: string; @Property({ hidden: false }) name: string; }\nprobe(User);' }, "id, password hidden, note unloaded, name"],
    ["MikroORM's builders", { "src/probe.ts": 'import { defineEntity } from "@mikro-orm/core";\nconst User = defineEntity({ name: "User", properties: (p) => ({ id: p.integer().primary(), password: p.string().hidden() }) });\nprobe(User);' }, "id, password hidden"],
    ["options that are a constant elsewhere", { "src/options.ts": "export const HIDDEN = { hidden: true };", "src/probe.ts": 'import { Entity, Property } from "@mikro-orm/core";\nimport { HIDDEN } from "./options.js";\n@Entity()\nclass User { @Property(HIDDEN) password: string; }\nprobe(User);' }, "password hidden"],
    ["an inherited column", { "src/base.ts": 'import { Column } from "typeorm";\nexport abstract class Base { @Column({ select: false }) secret: string; }', "src/probe.ts": 'import { Column, Entity } from "typeorm";\nimport { Base } from "./base.js";\n@Entity()\nclass User extends Base { @Column() id: number; }\nprobe(User);' }, "secret unloaded, id"],
    ["@Exclude() of class-transformer", { "src/probe.ts": 'import { Column, Entity } from "typeorm";\nimport { Exclude } from "class-transformer";\n@Entity()\nclass User { @Exclude() @Column() pin: string; @Exclude({ toClassOnly: true }) @Column() owner: string; @Exclude({ toPlainOnly: true }) @Column() code: string; }\nprobe(User);' }, "pin excluded, owner, code excluded"],
    ["a whole class excluded", { "src/probe.ts": 'import { Column, Entity } from "typeorm";\nimport { Exclude, Expose } from "class-transformer";\n@Exclude()\n@Entity()\nclass User { @Expose() @Column() id: number; @Column() pin: string; }\nprobe(User);' }, "id, pin excluded"],
    ["a decorator of that name from elsewhere", { "src/probe.ts": 'import { Column, Entity } from "typeorm";\nimport { Exclude } from "./own.js";\n@Entity()\nclass User { @Exclude() @Column() pin: string; }\nprobe(User);' }, "pin"],
    ["a class with its own JSON", { "src/probe.ts": 'import { Column, Entity } from "typeorm";\n@Entity()\nclass User { @Column() id: number; toJSON() { return { id: this.id }; } }\nprobe(User);' }, "id; own JSON"],
    ["a class with the JSON of a base elsewhere", { "src/base.ts": "export abstract class Base { toJSON() { return {}; } }", "src/probe.ts": 'import { Column, Entity } from "typeorm";\nimport { Base } from "./base.js";\n@Entity()\nclass User extends Base { @Column() id: number; }\nprobe(User);' }, "id; own JSON"],
  ])("%s", (_, files, expected) => {
    expect(describeColumns(files)).toBe(expected);
  });
});

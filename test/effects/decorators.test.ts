import { expect, test } from "vitest";
import { read, summariseMethod } from "./support.js";

const HEAD = 'import type { Repository } from "typeorm";\n';
const METHOD = "constructor(private readonly repository: Repository<object>) {}\n";

test.each([
  ["typeorm-transactional", `import { Transactional } from "typeorm-transactional";\n${HEAD}class Probe { ${METHOD} @Transactional() async probe() { await this.repository.save({}); } }`, true],
  ["MikroORM", `import { Transactional } from "@mikro-orm/core";\nclass Probe { @Transactional() async probe() {} }`, true],
  ["a class", `import { Transactional } from "@nestjs-cls/transactional";\n@Transactional() class Probe { async probe() {} }`, true],
  ["another name", `import { Transactional as InTransaction } from "typeorm-transactional";\nclass Probe { @InTransaction() async probe() {} }`, true],
  ["another decorator", `import { Transactional } from "typeorm-transactional";\nimport { Log } from "./log.js";\nclass Probe { @Log() async probe() {}\n@Transactional() async other() {} }`, false],
])("a decorator opens a transaction: %s", (_, code, expected) => {
  expect(summariseMethod(code).isTransactional).toBe(expected);
});

test("what a decorated method does is its own effect all the same", () => {
  const code = `import { Transactional } from "typeorm-transactional";\n${HEAD}class Probe { ${METHOD} async probe() { await this.inner(); }\n@Transactional() async inner() { await this.repository.save({}); } }`;
  expect(read(summariseMethod(code))).toEqual(["write client via Probe.probe → Probe.inner"]);
  expect(summariseMethod(code).isTransactional).toBe(false);
});

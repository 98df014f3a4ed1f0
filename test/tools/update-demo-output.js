import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BEGIN = "<!-- begin demo output -->";
const END = "<!-- end demo output -->";

const readme = fileURLToPath(new URL("../../README.md", import.meta.url));
const demo = fileURLToPath(new URL("../../fixtures/demo/", import.meta.url));

const { status, stdout, stderr } = spawnSync(process.execPath, ["run.mjs"], { cwd: demo, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
if (status !== 0) {
  console.error(stderr.trim());
  process.exit(1);
}
const findings = stdout.slice(0, stdout.lastIndexOf("✖")).replaceAll(demo, "").trim();

const before = readFileSync(readme, "utf8");
const after = `${before.slice(0, before.indexOf(BEGIN))}${BEGIN}\n\n\`\`\`text\n${findings}\n\`\`\`\n\n${before.slice(before.indexOf(END))}`;

if (!process.argv.includes("--check")) {
  writeFileSync(readme, after);
} else if (after !== before) {
  console.error("README.md does not show what the demo prints: npm run docs");
  process.exitCode = 1;
}

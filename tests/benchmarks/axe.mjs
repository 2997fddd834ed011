// Prints, for a page in light and dark and two widths, the WCAG A and AA rules that axe finds broken:
// node axe.mjs NPM CHROMIUM PAGE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [npm, chromium, page] = process.argv.slice(2);
const require = createRequire(`${npm}/`);
const puppeteer = (await import(pathToFileURL(require.resolve("puppeteer-core")))).default;
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
const broken = {};
for (const scheme of ["light", "dark"])
  for (const width of [375, 700]) {
    const tab = await browser.newPage();
    await tab.setViewport({ width, height: 900 });
    await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await tab.goto(pathToFileURL(page));
    await tab.evaluate(axe);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const result = await tab.evaluate((tags) => window.axe.run({ runOnly: tags }), tags);
    broken[`${scheme}, ${width} px`] = result.violations.map((rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 200)} ${rule.nodes[0].failureSummary}`);
    if (result.passes.length < 5) throw new Error("axe looked at nothing");
  }
await browser.close();
console.log(JSON.stringify(broken));

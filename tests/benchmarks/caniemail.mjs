// Prints, for Gmail, Apple Mail and Outlook, what caniemail calls an error in a page: node caniemail.mjs NPM PAGE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [npm, page] = process.argv.slice(2);
const found = createRequire(`${npm}/`).resolve("caniemail");
const { caniemail } = await import(pathToFileURL(found));
const html = readFileSync(page, "utf8");
const errors = {};
const programs = {
  gmail: ["gmail.desktop-webmail", "gmail.ios", "gmail.android"],
  "gmail-in-a-browser-of-a-phone": ["gmail.mobile-webmail"],
  "apple-mail": ["apple-mail.*"],
  outlook: ["outlook.*"],
};
for (const [program, clients] of Object.entries(programs)) {
  const { issues } = caniemail({ clients, html });
  errors[program] = [...new Set([...issues.errors.values()].flat().map((issue) => issue.title))];
}
console.log(JSON.stringify(errors));

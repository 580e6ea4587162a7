// Signed card URLs in JavaScript (Node): node sign.js KEY BASE TEMPLATE NAME=VALUE...
const { createHmac } = require("node:crypto");

function cardUrl(key, base, template, params) {
  const path = "/api/" + template;
  const pieces = [path];
  for (const name of Object.keys(params).sort()) pieces.push(name, params[name]);
  const message = pieces.map((piece) => piece + "\0").join("");
  const sig = createHmac("sha256", key).update(message, "utf8").digest("base64url");
  return base + path + "?" + new URLSearchParams({ ...params, sig });
}

module.exports = { cardUrl };

if (require.main === module) {
  const [key, base, template, ...words] = process.argv.slice(2);
  const params = Object.fromEntries(words.map((word) => [word.split("=", 1)[0], word.slice(word.indexOf("=") + 1)]));
  console.log(cardUrl(key, base, template, params));
}

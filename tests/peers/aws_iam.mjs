// The credential report of the IAM Query API, as AWS serves it, by its documentation: XML, signatures of version 4
// (checked here from AWS's own description, by code of Node's alone), and what goes wrong.
//
//   node aws_iam.mjs '{"key_id": "AKID", "secret": "s", "csv": "user,arn\n…", "made": "2026-03-03T08:00:00Z", …}'
//
// token:    the session token that must come, signed
// states:   what GenerateCredentialReport answers, one after the other; then COMPLETE for ever
// generate, get: what goes wrong, one after the other: {status, code, message}, or {raw, status, type, to}, or a name in
//           `breaks`; null: nothing
// content:  the text of <Content> instead of csv's Base64
// log:      a file for one line a request
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";

const told = JSON.parse(process.argv[2]);
const log = told.log ? fs.openSync(told.log, "w") : undefined;
const sha256 = (text) => crypto.createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => crypto.createHmac("sha256", key).update(text).digest();

// docs.aws.amazon.com, "Create a signed AWS API request". The error's code, or nothing.
function fault(request, body) {
  const words = /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/
      .exec(request.headers.authorization ?? "");
  if (!words) return "IncompleteSignature";
  const [, key, day, region, service, signed, signature] = words;
  const date = request.headers["x-amz-date"] ?? "";
  if (key !== told.key_id || (told.token ?? undefined) !== request.headers["x-amz-security-token"]) return "InvalidClientTokenId";
  const at = Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6, 8), +date.slice(9, 11), +date.slice(11, 13), +date.slice(13, 15));
  if (!date.startsWith(day) || !(Math.abs(Date.now() - at) < 300_000)) return "RequestExpired";
  const names = signed.split(";");
  const must = ["host", ...Object.keys(request.headers).filter((name) => name.startsWith("x-amz-"))];
  if (names.join() !== [...names].sort().join() || must.some((name) => !names.includes(name))) return "SignatureDoesNotMatch";
  const url = new URL(request.url, "http://x");
  const headers = names.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}\n`).join("");
  const canonical = [request.method, url.pathname, url.search.slice(1), headers, signed, sha256(body)].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const secret = [region, service, "aws4_request"].reduce(hmac, hmac("AWS4" + told.secret, day));
  const expected = hmac(secret, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
  if (region !== (told.region ?? "us-east-1") || service !== "iam" || expected !== signature) return "SignatureDoesNotMatch";
}

const namespace = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';
const metadata = "<ResponseMetadata><RequestId>29f47818-99f5-11e1-a4c3-27EXAMPLE804</RequestId></ResponseMetadata>";

function send(response, status, text, type = "text/xml", headers = {}) {
  response.writeHead(status, {"content-type": type, "content-length": Buffer.byteLength(text), ...headers});
  response.end(text);
}

function refuse(response, status, code, message = "") {
  send(response, status, `<ErrorResponse ${namespace}>\n  <Error>\n    <Type>Sender</Type>\n    <Code>${code}</Code>\n` +
      `    <Message>${message}</Message>\n  </Error>\n  <RequestId>29f47818</RequestId>\n</ErrorResponse>\n`);
}

// What goes wrong on the way; `whole` is the answer that was to come.
const breaks = {
  reset: (response) => response.socket.destroy(),
  silence: () => {},
  half(response, whole) {
    response.writeHead(200, {"content-type": "text/xml", "content-length": whole.length});
    response.write(whole.subarray(0, whole.length / 2));
    setTimeout(() => response.socket?.destroy(), 20);
  },
  slow(response, whole) {
    response.writeHead(200, {"content-type": "text/xml", "content-length": whole.length});
    let at = 0;
    const timer = setInterval(() => {
      if (at >= whole.length || response.destroyed) return clearInterval(timer);
      response.write(whole.subarray(at, ++at));
    }, 100);
  },
  cut: (response, whole) => send(response, 200, whole.subarray(0, whole.length / 2).toString()),
  huge(response) {
    response.writeHead(200, {"content-type": "text/xml"});
    const part = Buffer.alloc(1 << 20, " ");
    const more = () => { while (!response.destroyed && response.write(part)); };
    response.on("drain", more);
    more();
  },
};

const answers = {
  GenerateCredentialReport() {
    const state = told.states?.shift() ?? "COMPLETE";
    return `<GenerateCredentialReportResponse ${namespace}>\n  <GenerateCredentialReportResult>\n    <State>${state}</State>\n` +
        `  </GenerateCredentialReportResult>\n  ${metadata}\n</GenerateCredentialReportResponse>\n`;
  },
  GetCredentialReport() {
    const content = told.content ?? Buffer.from(told.csv).toString("base64");
    return `<GetCredentialReportResponse ${namespace}>\n  <GetCredentialReportResult>\n    <Content>${content}</Content>\n` +
        `    <ReportFormat>${told.format ?? "text/csv"}</ReportFormat>\n    <GeneratedTime>${told.made}</GeneratedTime>\n` +
        `  </GetCredentialReportResult>\n  ${metadata}\n</GetCredentialReportResponse>\n`;
  },
};

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    const form = new URLSearchParams(body);
    const action = form.get("Action");
    if (log) fs.writeSync(log, `${request.method} ${request.url} ${body} ${request.headers["content-type"]}\n`);
    const wrong = fault(request, body);
    if (wrong) return refuse(response, 403, wrong, `it is wrong: ${request.headers.authorization}`);
    if (request.method !== "POST" || form.get("Version") !== "2010-05-08" || !answers[action]) {
      return refuse(response, 400, "InvalidAction");
    }
    const trouble = (action === "GetCredentialReport" ? told.get : told.generate)?.shift();
    if (breaks[trouble]) return breaks[trouble](response, Buffer.from(answers[action]()));
    if (trouble?.raw !== undefined) {
      return send(response, trouble.status ?? 200, trouble.raw, trouble.type, trouble.to && {location: trouble.to});
    }
    if (trouble) return refuse(response, trouble.status, trouble.code, trouble.message);
    send(response, 200, answers[action]());
  });
});
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
// Gone with whoever started it.
process.stdin.on("end", () => process.exit(0)).resume();

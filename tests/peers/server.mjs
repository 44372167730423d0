// A system with a REST API, as a small description says it: how it authenticates, how it pages, what
// it holds, and what goes wrong. Knows nothing of who asks.
//
//   node server.mjs DESCRIPTION.json [--log FILE] [--public-key FILE]
//
// prints `listening PORT` once it does. The description:
//   extends  another description, beside this one: what is not said here is as there, and these lists come first
//   tls      {cert, key, client_ca?, max_version?}: PEM files; without it, plain HTTP
//   http2    true: HTTP/2 beside HTTP/1.1 (needs tls)
//   auth     {header, value}: what each request to a list must carry, else 401
//   token    {path, client_id, client_secret, basic?, lifetime, uses?}: an OAuth2 token endpoint; lists then
//            want its tokens, each of which is good for `uses` requests; or {path, jwt_issuer, subject?, public_key?}:
//            an assertion signed by the key of --public-key (RFC 7523)
//   needs    [headers]: what each request must carry, else 403
//   lists    [{path, style, rows | generate, envelope, ...}]; a `*` in `path` is one segment; see `styles`
//            `links_apart`: each link is a header of its own;
//            `when` {parameter: value}: only where the query has these; `omit_empty`: an empty list has no key;
//            `refusal` {status, body}: what it answers with instead
//   faults   [{at, kind, ...}]: what happens to the `at`-th request to a list, from 1; `every` instead of
//            `at`: to each n-th, `always`: to all
// A PUT of such faults to /__run/ID makes a run of its own below /r/ID/, with a count of its own.
import fs from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import path from "node:path";
import zlib from "node:zlib";
import crypto from "node:crypto";

function read(file) {
  const own = JSON.parse(fs.readFileSync(file, "utf8"));
  if (!own.extends) return own;
  const base = read(path.join(path.dirname(file), own.extends));
  return {...base, ...own, lists: [...(own.lists ?? []), ...base.lists]};
}

const description = read(process.argv[2]);
const keyAt = process.argv.indexOf("--public-key");
const logAt = process.argv.indexOf("--log");
const log = logAt > 0 ? fs.openSync(process.argv[logAt + 1], "a") : null;
const tokens = new Map();
const whole = {requests: 0, faults: description.faults ?? []};
const runs = new Map();

// --- rows ---

function fill(template, n) {
  if (typeof template === "string") {
    return template.replaceAll("{n}", String(n));
  }
  if (Array.isArray(template)) {
    return template.map((part) => fill(part, n));
  }
  if (template && typeof template === "object") {
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, n)]));
  }
  return template;
}

function slice(list, begin, end) {
  if (list.generate) {
    const out = [];
    for (let n = begin; n < Math.min(end, list.generate.count); ++n) {
      out.push(fill(list.generate.template, n));
    }
    return out;
  }
  return list.rows.slice(begin, end);
}

const count = (list) => (list.generate ? list.generate.count : list.rows.length);

// --- how lists are paged: each gives {rows, values for the envelope, headers, status} ---

function limitOf(list, query) {
  const asked = Number(query.get(list.limit_param ?? "limit") ?? list.default_limit ?? 20);
  return Math.max(0, Math.min(asked, list.max_limit ?? 100));
}

const styles = {
  plain: (list) => ({rows: slice(list, 0, count(list))}),

  offset(list, query) {
    const limit = limitOf(list, query);
    const begin = list.ignores_position ? 0 : Number(query.get(list.param) ?? 0);
    const rows = slice(list, begin, begin + limit);
    const more = begin + rows.length < count(list);
    return rows.length === 0 && list.end === 204 ? {status: 204, rows} : {rows, more, last: !more, page: begin};
  },

  page(list, query) {
    const size = list.size ?? limitOf(list, query);
    const page = Number(query.get(list.param) ?? 1);
    const rows = slice(list, (page - 1) * size, page * size);
    return {rows, more: page * size < count(list), page, size, next: page * size < count(list) ? page + 1 : undefined};
  },

  cursor(list, query, request) {
    const size = list.size ?? limitOf(list, query);
    const given = list.in_body ? list.param.split("/").filter(Boolean).reduce((at, key) => at?.[key], request.json)
        : query.get(list.param);
    const begin = given ? Number(Buffer.from(given, "base64url").toString()) : 0;
    const end = begin + size;
    const more = end < count(list);
    return {rows: slice(list, begin, end), more, last: !more, size,
            next: more || list.next_always ? Buffer.from(String(end)).toString("base64url") : undefined};
  },

  // `param` is the position's name; `all_links` names first, prev and last beside next, without white space.
  link(list, query, request) {
    const size = limitOf(list, query);
    const param = list.param ?? "after";
    const begin = Number(query.get(param) ?? 0);
    const at = (position, rel) => {
      const url = new URL(request.base + request.url);
      url.searchParams.set(param, String(position));
      return `<${url}>;${list.all_links ? "" : " "}rel="${rel}"`;
    };
    const more = begin + size < count(list);
    const links = list.all_links ? [at(0, "first"), at(begin - size, "prev")]
                                 : [`<${request.base + request.url}>; rel="self"`];
    if (more) {
      links.push(at(begin + size, "next"));
    }
    if (list.all_links) {
      links.push(at(Math.max(0, count(list) - size), "last"));
    }
    const headers = {link: list.links_apart ? links : links.join(list.all_links ? "," : ", ")};
    if (list.total_header) {
      headers[list.total_header] = String(count(list));
    }
    return {rows: slice(list, begin, begin + size), headers};
  },

  next_url(list, query, request) {
    const size = limitOf(list, query);
    const begin = Number(query.get("$skiptoken") ?? 0);
    const url = new URL(request.base + request.url);
    url.searchParams.set("$skiptoken", String(begin + size));
    return {rows: slice(list, begin, begin + size), next: begin + size < count(list) ? String(url) : undefined};
  },

  scim(list, query) {
    const begin = Math.max(1, Number(query.get("startIndex") ?? 1));
    const limit = Math.min(Number(query.get("count") ?? 100), list.max_limit ?? 100);
    // Some servers begin anew behind the end.
    const from = begin > count(list) && list.begins_anew ? 1 : begin;
    return {rows: slice(list, from - 1, from - 1 + limit), page: begin};
  },
};

function enveloped(envelope, page, list) {
  if (envelope === "$rows") return list.omit_empty && page.rows.length === 0 ? undefined : page.rows;
  if (envelope === "$total") return list.lies ?? count(list);
  if (envelope === "$total_text") return String(list.lies ?? count(list));
  if (envelope === "$more") return page.more;
  if (envelope === "$last") return page.last;
  if (envelope === "$next") return page.next;
  if (envelope === "$page") return page.page;
  if (envelope === "$size") return page.size ?? page.rows.length;
  if (Array.isArray(envelope)) return envelope.map((part) => enveloped(part, page, list));
  if (envelope && typeof envelope === "object") {
    return Object.fromEntries(Object.entries(envelope).map(([key, value]) => [key, enveloped(value, page, list)]));
  }
  return envelope;
}

// --- what goes wrong ---

const later = (response, ms) => setTimeout(() => response.stream?.close?.() ?? response.socket?.destroy(), ms);

function json(response, status, body, headers = {}) {
  const text = JSON.stringify(body);
  response.writeHead(status, {"content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers});
  response.end(text);
}

// Made when a run is told to have one: making it keeps everybody else waiting.
let bomb;
const makeBomb = () => bomb ??= zlib.gzipSync(Buffer.alloc(200 << 20, " "));
const epoch = () => Math.floor(Date.now() / 1000);

// True: the request is answered, or never will be.
const faults = {
  429: (r, f) => json(r, 429, {error: "rate_limit_exceeded"}, f.headers ?? {"retry-after": String(f.wait ?? 1)}),
  "429_bare": (r) => json(r, 429, {error: "rate_limit_exceeded"}),
  wrong_reset: (r) => json(r, 429, {error: "rate_limit_exceeded"},
                           {"retry-after": "99999999", "x-ratelimit-reset": String(epoch() + 86400 * 365)}),
  past_reset: (r) => json(r, 429, {error: "rate_limit_exceeded"}, {"x-ratelimit-reset": String(epoch() - 86400)}),
  500: (r) => json(r, 500, {error: "internal"}),
  502: (r) => { r.writeHead(502, {"content-type": "text/html"}); r.end("<html>bad gateway</html>"); },
  503: (r, f) => json(r, 503, {error: "unavailable"}, f.wait ? {"retry-after": String(f.wait)} : {}),
  401: (r) => json(r, 401, {error: "invalid_token"}),
  403: (r, f) => json(r, 403, f.body ?? {error: "forbidden"}, f.headers),
  header_timeout: () => {},
  body_timeout(r, f, body) {
    r.writeHead(200, {"content-type": "application/json", "content-length": body.length});
    r.write(body.subarray(0, body.length / 2));
  },
  reset(r, f, body) {
    r.writeHead(200, {"content-type": "application/json", "content-length": body.length});
    r.write(body.subarray(0, body.length / 2));
    later(r, 20);
  },
  slow(r, f, body) {
    r.writeHead(200, {"content-type": "application/json", "content-length": body.length});
    let at = 0;
    const timer = setInterval(() => {
      if (at >= body.length || r.destroyed) {
        clearInterval(timer);
        r.end();
        return;
      }
      r.write(body.subarray(at, ++at));
    }, 1000);
  },
  truncated(r, f, body) {
    const part = body.subarray(0, Math.floor(body.length * 0.6));
    r.writeHead(200, {"content-type": "application/json", "content-length": part.length});
    r.end(part);
  },
  text_type: (r, f, body) => { r.writeHead(200, {"content-type": "text/plain", "content-length": body.length}); r.end(body); },
  html(r) { r.writeHead(200, {"content-type": "text/html"}); r.end("<html>please sign in</html>"); },
  gzip_bomb(r) {
    makeBomb();
    r.writeHead(200, {"content-type": "application/json", "content-encoding": "gzip", "content-length": bomb.length});
    r.end(bomb);
  },
  redirect: (r, f) => { r.writeHead(302, {location: f.to ?? "https://elsewhere.example/users"}); r.end(); },
};

// What goes wrong inside an answer that looks good: the page is changed.
const twists = {
  repeat_page: (page, list) => ({...page, rows: slice(list, 0, page.rows.length)}),
  skip_rows: (page) => ({...page, rows: page.rows.slice(Math.ceil(page.rows.length / 2))}),
  double_row: (page) => ({...page, rows: page.rows.length ? [page.rows[0], ...page.rows.slice(0, -1)] : []}),
  empty_more: (page) => ({...page, rows: [], more: true, next: page.next}),
  // The next page is this one.
  same_next(page, list, request, url) {
    if (list.style === "link") {
      return {...page, headers: {...page.headers, link: `<${request.base + request.url}>; rel="next"`}};
    }
    return {...page, more: true, last: false, next: list.style === "next_url" ? request.base + request.url
        : list.style === "page" ? page.page : url.searchParams.get(list.param) ?? Buffer.from("0").toString("base64url")};
  },
};

function faultFor(n, faults) {
  return faults.find((f) => f.always || f.at === n || (f.every && n % f.every === 0));
}

// --- one request ---

function authorised(request) {
  if (description.token) {
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const state = tokens.get(token);
    if (!state || state.until < Date.now() || state.uses === 0) return false;
    --state.uses;
    return true;
  }
  const auth = description.auth;
  if (!auth) return true;
  if (auth.query) return new URL(request.url, "http://x").searchParams.get(auth.query) === auth.value;
  return request.headers[auth.header.toLowerCase()] === auth.value;
}

function issue(request, response) {
  const form = new URLSearchParams(request.body);
  const want = description.token;
  const basic = "Basic " + Buffer.from(`${encodeURIComponent(want.client_id)}:${encodeURIComponent(want.client_secret)}`).toString("base64");
  const good = want.jwt_issuer ? goodAssertion(form.get("assertion") ?? "", want)
      : want.basic ? request.headers.authorization === basic
      : form.get("client_id") === want.client_id && form.get("client_secret") === want.client_secret;
  if (request.method !== "POST" || !good) {
    json(response, 401, {error: "invalid_client", error_description: `no such client, secret ${form.get("client_secret")}`});
    return;
  }
  const token = (want.prefix ?? "") + crypto.randomBytes(24).toString("base64url");
  tokens.set(token, {until: Date.now() + (want.lifetime ?? 3600) * 1000, uses: want.uses ?? -1});
  json(response, 200, {access_token: token, token_type: "Bearer", expires_in: want.lifetime ?? 3600});
}

function goodAssertion(assertion, want) {
  const [head, claims, signature] = assertion.split(".");
  if (!signature) return false;
  const said = JSON.parse(Buffer.from(claims, "base64url"));
  return crypto.verify("sha256", Buffer.from(`${head}.${claims}`), fs.readFileSync(keyAt > 0 ? process.argv[keyAt + 1] : want.public_key),
                       Buffer.from(signature, "base64url")) &&
         said.iss === want.jwt_issuer && said.exp - said.iat <= 3600 && (!want.subject || said.sub === want.subject);
}

function matches(pattern, path) {
  const want = pattern.split("/");
  const got = path.split("/");
  return want.length === got.length && want.every((part, i) => part === "*" || part === decodeURIComponent(got[i]));
}

function answer(request, response) {
  const url = new URL(request.url, "http://x");
  if (description.token && url.pathname === description.token.path) {
    issue(request, response);
    return;
  }
  const list = description.lists.find((l) => matches(l.path, url.pathname) &&
      (!l.when || Object.entries(l.when).every(([key, value]) => url.searchParams.get(key) === value)));
  if (!list) {
    json(response, 404, {error: "no such endpoint"});
    return;
  }
  if (!authorised(request)) {
    json(response, 401, {error: "unauthorized", got: request.headers.authorization ?? null});
    return;
  }
  const missing = (description.needs ?? []).find((name) => !request.headers[name]);
  if (missing) {
    json(response, 403, {message: `Request forbidden: no ${missing}`});
    return;
  }
  if (list.refusal) {
    json(response, list.refusal.status, list.refusal.body);
    return;
  }
  if ((list.method ?? "GET") !== request.method) {
    json(response, 405, {error: "method not allowed"});
    return;
  }
  const run = request.run ?? whole;
  const fault = list.no_faults ? undefined : faultFor(++run.requests, run.faults);
  try {
    request.json = request.body ? JSON.parse(request.body) : undefined;
  } catch {
    json(response, 400, {error: "the body is no JSON"});
    return;
  }
  // A `*` of the path picks the rows: rows_by is {segment: rows}.
  const segment = url.pathname.split("/")[list.path.split("/").indexOf("*")];
  const of = list.rows_by ? {...list, rows: list.rows_by[decodeURIComponent(segment ?? "")] ?? []} : list;
  let page = styles[of.style](of, url.searchParams, request);
  if (fault && twists[fault.kind]) {
    page = twists[fault.kind](page, of, request, url);
  }
  if (page.status === 204) {
    response.writeHead(204);
    response.end();
    return;
  }
  const lying = fault?.kind === "lying_total" ? {...of, lies: count(of) + 1} : of;
  const body = Buffer.from(JSON.stringify(enveloped(of.envelope ?? "$rows", page, lying)));
  if (fault && faults[fault.kind]) {
    faults[fault.kind](response, fault, body);
    return;
  }
  const headers = {"content-type": of.type ?? "application/json", ...page.headers};
  if (/\bgzip\b/.test(request.headers["accept-encoding"] ?? "") && description.gzip) {
    const packed = zlib.gzipSync(body);
    response.writeHead(200, {...headers, "content-encoding": "gzip", "content-length": packed.length});
    response.end(packed);
    return;
  }
  response.writeHead(200, {...headers, "content-length": body.length});
  response.end(body);
}

function handle(request, response) {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    request.body = Buffer.concat(parts).toString();
    request.base = `${description.tls ? "https" : "http"}://${request.headers.host ?? request.headers[":authority"]}`;
    if (log) {
      fs.writeSync(log, JSON.stringify({method: request.method, url: request.url, headers: request.headers, body: request.body, http: request.httpVersion}) + "\n");
    }
    const control = /^\/__run\/(\w+)$/.exec(request.url);
    if (control && request.method === "PUT") {
      const list = JSON.parse(request.body);
      if (list.some((fault) => fault.kind === "gzip_bomb")) makeBomb();
      runs.set(control[1], {requests: 0, faults: list});
      json(response, 200, {});
      return;
    }
    const within = /^\/r\/(\w+)(\/.*)$/.exec(request.url);
    if (within) {
      request.run = runs.get(within[1]);
      request.base += `/r/${within[1]}`;
      request.url = within[2];
    }
    answer(request, response);
  });
}

let server;
if (description.tls) {
  const options = {cert: fs.readFileSync(description.tls.cert), key: fs.readFileSync(description.tls.key), allowHTTP1: true};
  if (description.tls.client_ca) {
    Object.assign(options, {ca: fs.readFileSync(description.tls.client_ca), requestCert: true, rejectUnauthorized: true});
  }
  if (description.tls.max_version) {
    Object.assign(options, {minVersion: "TLSv1", maxVersion: description.tls.max_version, ciphers: "DEFAULT@SECLEVEL=0"});
  }
  server = description.http2 ? http2.createSecureServer(options, handle) : https.createServer(options, handle);
} else {
  server = http.createServer(handle);
}
server.on("error", () => {});
server.listen(0, description.host ?? "127.0.0.1", () => console.log(`listening ${server.address().port}`));
// Gone with whoever started it.
process.stdin.on("end", () => process.exit(0)).resume();

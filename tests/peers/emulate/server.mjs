// Emulators of GitHub and Okta that somebody else wrote, with people in them:
//
//   node server.mjs github|okta
//
// prints `listening PORT`. GitHub: an organisation `acme` of 230, the first three of whom own it. Okta: 30 users.
import net from "node:net";
import {createEmulator} from "emulate";

const port = await new Promise((resolve) => {
  const probe = net.createServer().listen(0, "127.0.0.1", () => {
    const free = probe.address().port;
    probe.close(() => resolve(free));
  });
});
const service = process.argv[2];
const numbers = [...Array(service === "github" ? 230 : 30).keys()];
const seeds = {
  github: {
    tokens: {"ghp-s3cret": {login: "dev0", scopes: ["read:org", "admin:org"]}},
    github: {
      users: numbers.map((n) => ({login: `dev${n}`, name: `Developer ${n}`, email: `dev${n}@example.com`})),
      orgs: [{login: "acme", name: "Acme", members: numbers.map((n) => ({login: `dev${n}`, role: n < 3 ? "admin" : "member"}))}],
    },
  },
  okta: {
    okta: {
      users: numbers.map((n) => ({login: `User${n}@example.com`, email: `User${n}@example.com`, first_name: "F", last_name: `L${n}`})),
      groups: [{name: "Payroll", description: "Who pays"}],
    },
  },
};
await createEmulator({service, port, seed: seeds[service]});
console.log(`listening ${port}`);
process.stdin.on("end", () => process.exit(0)).resume();

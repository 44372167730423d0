// A SCIM 2.0 service provider that somebody else wrote (SCIMMY): 23 users in two groups. Behind the end of
// a list it begins anew, with the same total.
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const users = new Map();
const groups = new Map();
const meta = () => ({created: new Date("2024-01-01T00:00:00Z"), lastModified: new Date("2024-02-01T00:00:00Z")});
for (let n = 1; n <= 23; ++n) {
  const id = String(n);
  users.set(id, {
    id, userName: `User${n}@Example.com`, displayName: `User ${n}`, active: n % 7 !== 0, meta: meta(),
    emails: [{value: `user${n}@example.com`, type: "work", primary: true}], [enterprise]: {employeeNumber: `E${n}`},
  });
}
for (const [id, from, to] of [["g1", 1, 10], ["g2", 8, 23]]) {
  const members = [...users.values()].slice(from - 1, to).map((user) => ({value: user.id}));
  groups.set(id, {id, displayName: `Group ${id}`, members, meta: meta()});
}

const holds = (items) => (resource) => {
  if (resource.id) {
    const item = items.get(resource.id);
    if (!item) throw new SCIMMY.Types.Error(404, null, "not found");
    return item;
  }
  const all = [...items.values()];
  return resource.filter ? resource.filter.match(all) : all;
};
const refuses = () => { throw new SCIMMY.Types.Error(501, null, "this server only reads"); };
SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser))
    .ingress(refuses).degress(refuses).egress(holds(users));
SCIMMY.Resources.declare(SCIMMY.Resources.Group).ingress(refuses).degress(refuses).egress(holds(groups));

const app = express();
app.use("/scim/v2", new SCIMMYRouters({
  type: "bearer", docUri: "https://example.com",
  handler: (request) => {
    if (request.header("Authorization") !== "Bearer s3cret") throw new Error("Authorization not detected!");
    return "auditor";
  },
}));
const server = app.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
process.stdin.on("end", () => process.exit(0)).resume();

// A provider of OpenID Connect that nobody here wrote: its address is the first line that it prints.
import { createServer } from "node:http";

import Provider from "oidc-provider";

const [clientId, clientSecret, redirectUri] = process.argv.slice(2);
// Without a secret it knows the client by PKCE alone.
const knownBy = clientSecret === "" ? { token_endpoint_auth_method: "none" } : { client_secret: clientSecret };
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, ...knownBy, redirect_uris: [redirectUri] }],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["given_name", "family_name"],
    },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: id.includes("@") ? id : `${id}@school.test`,
        email_verified: true,
        given_name: "Sok",
        family_name: "Chan",
      }),
    }),
    pkce: { required: () => true },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});

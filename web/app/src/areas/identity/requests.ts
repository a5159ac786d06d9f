import {
  type ApiKeyCreate,
  type ApiKeyRead,
  type DeviceRead,
  type DeviceSignInRead,
  type InvitationPreview,
  type ExportRead,
  type KeyBundleRead,
  type MailedTokenRead,
  type PaperCodeRead,
  type PasskeyCreate,
  type PasskeyRead,
  type ProofAsked,
  type ProofRequest,
  type PupilAccountRead,
  type SecondStepRead,
  api,
  ask,
} from "../../kernel/api";
import { sha256 } from "../../shared/digest";

export type Device = DeviceRead;
export type InvitedTo = InvitationPreview;
export type Archive = ExportRead;
export type MailedLink = MailedTokenRead;
export type Passkey = PasskeyRead;
export type ApiKey = ApiKeyRead;
export type MessageKey = KeyBundleRead;
export type Pupil = PupilAccountRead;
export type PaperCode = PaperCodeRead;
export type Program = DeviceSignInRead;
export type SecondStep = SecondStepRead;
export type { ProofAsked };

/** The routes of this area, but for those of the session itself, which are the SDK's. */
export const requests = {
  sendLinkAgain: (email: string) => ask(api.POST("/v1/auth/verify-email/resend", { body: { email } })),
  forgotPassword: (email: string) => ask(api.POST("/v1/auth/forgot-password", { body: { email } })),
  link: async (token: string) =>
    ask(api.GET("/v1/auth/verify-email/{digest}", { params: { path: { digest: await digestOf(token) } } })),
  confirm: (token: string, password: string) => ask(api.POST("/v1/auth/verify-email", { body: { token, password } })),
  resetPassword: (token: string, password: string) =>
    ask(api.POST("/v1/auth/reset-password", { body: { token, password } })),
  changePassword: (currentPassword: string, newPassword: string) =>
    ask(api.POST("/v1/auth/change-password", { body: { currentPassword, newPassword } })),
  devices: () => ask(api.GET("/v1/auth/sessions")),
  signOutDevice: (id: string) => ask(api.DELETE("/v1/auth/sessions/{id}", { params: { path: { id } } })),
  exports: () => ask(api.GET("/v1/users/me/exports")),
  export: (id: string) => ask(api.GET("/v1/users/me/exports/{id}", { params: { path: { id } } })),
  askForExport: () => ask(api.POST("/v1/users/me/export")),
  erase: () => ask(api.DELETE("/v1/users/me")),
  keep: () => ask(api.POST("/v1/users/me/keep")),
  signOutOthers: () => ask(api.DELETE("/v1/auth/sessions")),
  askForProof: () => ask(api.GET("/v1/auth/prove")),
  prove: (body: ProofRequest) => ask(api.POST("/v1/auth/prove", { body })),
  factors: () => ask(api.GET("/v1/auth/mfa")),
  offerApp: () => ask(api.POST("/v1/auth/mfa/totp")),
  confirmApp: (code: string) => ask(api.POST("/v1/auth/mfa/totp/verify", { body: { code } })),
  removeApp: () => ask(api.DELETE("/v1/auth/mfa/totp")),
  newRecoveryCodes: () => ask(api.POST("/v1/auth/mfa/recovery-codes")),
  passkeys: () => ask(api.GET("/v1/auth/passkeys")),
  askForPasskey: () => ask(api.POST("/v1/auth/passkeys/options")),
  keepPasskey: (body: PasskeyCreate) => ask(api.POST("/v1/auth/passkeys", { body })),
  renamePasskey: (id: string, name: string) =>
    ask(api.PUT("/v1/auth/passkeys/{id}", { params: { path: { id } }, body: { name } })),
  removePasskey: (id: string) => ask(api.DELETE("/v1/auth/passkeys/{id}", { params: { path: { id } } })),
  askForAnyPasskey: () => ask(api.GET("/v1/auth/passkeys/sign-in")),
  apiKeys: () => ask(api.GET("/v1/auth/api-keys")),
  makeApiKey: (body: ApiKeyCreate) => ask(api.POST("/v1/auth/api-keys", { body })),
  revokeApiKey: (id: string) => ask(api.DELETE("/v1/auth/api-keys/{id}", { params: { path: { id } } })),
  messageKeys: (id: string) => ask(api.GET("/v1/users/{id}/keys", { params: { path: { id } } })),
  removeMessageKey: (id: string) => ask(api.DELETE("/v1/users/me/keys/{id}", { params: { path: { id } } })),
  pupils: (name: string) => ask(api.GET("/v1/auth/pupils", { params: { query: name === "" ? {} : { name } } })),
  giveCode: (id: string) => ask(api.POST("/v1/auth/pupils/{id}/code", { params: { path: { id } } })),
  codeOwner: (code: string) => ask(api.POST("/v1/auth/code", { body: { code } })),
  program: (userCode: string) => ask(api.POST("/v1/auth/device/decision", { body: { userCode } })),
  decideOnProgram: (userCode: string, decision: "APPROVED" | "DENIED") =>
    ask(api.POST("/v1/auth/device/decision", { body: { userCode, decision } })),
  invitation: async (token: string) =>
    ask(api.GET("/v1/invitations/preview/{digest}", { params: { path: { digest: await digestOf(token) } } })),
  accept: (token: string) => ask(api.POST("/v1/invitations/accept", { body: { token } })),
  claim: (code: string) => ask(api.POST("/v1/claim-codes/claim", { body: { code } })),
  providers: () => ask(api.GET("/v1/auth/oidc")),
  startAt: (provider: string) => ask(api.GET("/v1/auth/oidc/{provider}/start", { params: { path: { provider } } })),
};

/** What names a mailed link in an address, which is logged: its token opens it, and goes into none. */
function digestOf(token: string): Promise<string> {
  return sha256(new TextEncoder().encode(token));
}

import { type DeviceRead, type MailedTokenRead, api, ask } from "../../kernel/api";

export type Device = DeviceRead;
export type MailedLink = MailedTokenRead;

/** The routes of this area, but for those of the session itself, which are the SDK's. */
export const requests = {
  sendLinkAgain: (email: string) => ask(api.POST("/v1/auth/verify-email/resend", { body: { email } })),
  forgotPassword: (email: string) => ask(api.POST("/v1/auth/forgot-password", { body: { email } })),
  link: (token: string) => ask(api.GET("/v1/auth/verify-email/{token}", { params: { path: { token } } })),
  confirm: (token: string, password: string) =>
    ask(api.POST("/v1/auth/verify-email/{token}", { params: { path: { token } }, body: { password } })),
  resetPassword: (token: string, password: string) =>
    ask(api.POST("/v1/auth/reset-password/{token}", { params: { path: { token } }, body: { password } })),
  changePassword: (currentPassword: string, newPassword: string) =>
    ask(api.POST("/v1/auth/change-password", { body: { currentPassword, newPassword } })),
  devices: () => ask(api.GET("/v1/auth/sessions")),
  signOutDevice: (id: string) => ask(api.DELETE("/v1/auth/sessions/{id}", { params: { path: { id } } })),
  signOutOthers: () => ask(api.DELETE("/v1/auth/sessions")),
};

// Draws one area of the API. No search of Redoc's own: its worker would need a policy of its own.
// Redoc writes its rules into empty style elements, which the policy of these pages refuses. Sheets
// that a script makes are allowed: each element gets one.
const sheets = new WeakMap();
Object.defineProperty(HTMLStyleElement.prototype, "sheet", {
  get() {
    if (!sheets.has(this)) {
      const sheet = new CSSStyleSheet();
      sheets.set(this, sheet);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
    return sheets.get(this);
  },
});

const place = document.getElementById("reference");
Redoc.init(place.dataset.document, {
  disableSearch: true,
  expandResponses: "200,201",
  hideDownloadButton: false,
  nativeScrollbars: true,
  jsonSampleExpandLevel: 3,
  showExtensions: ["x-permission", "x-api-keys", "x-limits", "x-emits"],
  theme: {
    colors: { primary: { main: "#3f51b5" } },
    typography: { fontFamily: "system-ui, sans-serif", headings: { fontFamily: "system-ui, sans-serif" } },
  },
}, place);

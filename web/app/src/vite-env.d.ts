/// <reference types="vite/client" />

/** Says which document of the API this build was made for. */
declare const __API__: string;

/** What of a file of the build is looked at. */
export interface Chunk {
  type: "chunk" | "asset";
  fileName: string;
  isEntry?: boolean;
  facadeModuleId?: string | null;
  imports?: string[];
  dynamicImports?: string[];
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> };
}

/** The files of the entry and of the pages that work offline, with all that they import. */
export function shellOf(bundle: Record<string, Chunk>, offline: (module: string) => boolean): string[] {
  const found = new Set<string>();
  const take = (name: string) => {
    const chunk = bundle[name];
    if (found.has(name) || chunk === undefined) return;
    found.add(name);
    for (const file of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) {
      found.add(file);
    }
    for (const next of chunk.imports ?? []) take(next);
    for (const next of chunk.dynamicImports ?? []) if (offline(bundle[next]?.facadeModuleId ?? "")) take(next);
  };
  for (const chunk of Object.values(bundle)) if (chunk.isEntry) take(chunk.fileName);
  return [...found].sort();
}

import { useQuery } from "@tanstack/preact-query";

import { isGone } from "../../../kernel/errors";
import { keys } from "../keys";
import { type QuizRead, requests } from "../requests";

/** A quiz; null where there is none for this reader. */
export function useQuiz(id: string) {
  return useQuery({
    queryKey: keys.quiz(id),
    queryFn: async (): Promise<QuizRead | null> => {
      try {
        return await requests.quiz(id);
      } catch (error) {
        if (isGone(error)) return null;
        throw error;
      }
    },
  });
}

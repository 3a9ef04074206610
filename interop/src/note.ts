/** The body of questions and answers, as in interop/gonet/note.go. */
export interface Note {
  readonly number: number;
  readonly text: string;
  readonly scores: readonly number[];
  readonly urgent: boolean;
}

/** Note number `index`, whose text has about `size` bytes. */
export function question(index: number, size: number): Note {
  return {
    number: index * -65_537,
    text: `<${index}> & "ä€😀" ${'x'.repeat(size)}`,
    scores: Array.from({ length: index % 4 }, (_, score) => (score - 1) << (index % 31)),
    urgent: index % 2 === 1,
  };
}

/** Differs from the question in every field, so that no mistake made twice goes unseen. */
export function answerTo({ number, text, scores, urgent }: Note): Note {
  return { number: number + 1, text: `${text}!`, scores: scores.toReversed(), urgent: !urgent };
}

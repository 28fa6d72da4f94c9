package dev.isthmus.core.dialect.gemini;

/** The ways in which Google's clients ask for vectors. */
public enum GeminiEmbeddingForm {
  /** {@code embedContent}: one content, one vector. */
  EMBED("gemini-embed", "content"),
  /** {@code batchEmbedContents}: several requests of the first form. */
  BATCH("gemini-batch", "requests"),
  /** Vertex AI's {@code predict}. */
  PREDICT("gemini-predict", "instances");

  private final String dialect;
  private final String subject;

  GeminiEmbeddingForm(String dialect, String subject) {
    this.dialect = dialect;
    this.subject = subject;
  }

  /** The name of a dialect that no provider's is: each form is read and written anew. */
  public String dialect() {
    return dialect;
  }

  /** The member that no request can do without. */
  String subject() {
    return subject;
  }
}

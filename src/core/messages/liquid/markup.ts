/** Whether values are escaped where they are printed. */
export type Markup = "html" | "text";

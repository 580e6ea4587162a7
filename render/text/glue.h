/* What it costs a headline to break at a place that UAX 14 allows: the rules that typesetters have beyond it. */
#ifndef RENDER_TEXT_GLUE_H
#define RENDER_TEXT_GLUE_H

#include "stages.h"

/* Costs in the unit of pretty.h. A fault is a break that a careful reader would call a mistake: rather than make one
 * the headline is set as small as it may be. What is merely unlovely costs a few hundredths of the size. */
#define GLUE_FAULT     20.0f
#define GLUE_POOR      6.0f /* a long hyphenated compound, a token of an address */
#define GLUE_UNLOVELY  2.0f /* a number and the noun it counts, a long preposition */
#define GLUE_NAME      1.5f /* between the words of a name */
#define GLUE_STRAGGLER 1.5f /* between the short first or the last word of a phrase and the rest of it */
#define GLUE_SENTENCE  (-1.2f)
#define GLUE_COLON     (-1.2f)
#define GLUE_DASH      (-0.8f)
#define GLUE_COMMA     (-0.4f)
#define GLUE_PHRASE    (-0.25f) /* before a conjunction or preposition, around brackets and quotation marks */

/* Sets the cost of every break place. False when ICU or memory fails. */
bool glue_weigh(struct paragraph *paragraph);

#endif

#include "layout_box.h"

void strut_add(struct margin_strut *strut, float margin)
{
    if (margin > strut->positive)
        strut->positive = margin;
    if (margin < strut->negative)
        strut->negative = margin;
}

void strut_merge(struct margin_strut *strut, struct margin_strut other)
{
    strut_add(strut, other.positive);
    strut_add(strut, other.negative);
}

float strut_sum(struct margin_strut strut)
{
    return strut.positive + strut.negative;
}

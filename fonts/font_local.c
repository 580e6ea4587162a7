/* Letters that look different from language to language. */
#include <hb-ot.h>

#include "font.h"

bool font_has_local_forms(const struct font *font, hb_script_t script, const char *language)
{
    hb_face_t *face = hb_font_get_face(font->hb);
    hb_tag_t scripts[HB_OT_MAX_TAGS_PER_SCRIPT], languages[HB_OT_MAX_TAGS_PER_LANGUAGE], chosen;
    unsigned script_count = HB_OT_MAX_TAGS_PER_SCRIPT, language_count = HB_OT_MAX_TAGS_PER_LANGUAGE;
    unsigned script_index, language_index, feature;
    hb_ot_tags_from_script_and_language(script, hb_language_from_string(language, -1), &script_count, scripts,
                                        &language_count, languages);
    return hb_ot_layout_table_select_script(face, HB_OT_TAG_GSUB, script_count, scripts, &script_index, &chosen) &&
           hb_ot_layout_script_select_language(face, HB_OT_TAG_GSUB, script_index, language_count, languages,
                                               &language_index) &&
           hb_ot_layout_language_find_feature(face, HB_OT_TAG_GSUB, script_index, language_index,
                                              HB_TAG('l', 'o', 'c', 'l'), &feature);
}

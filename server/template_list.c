#include "server/template_list.h"

#include <jansson.h>

const char *param_type_name(enum ogcard_param_type type)
{
    static const char *const names[] = {
        [OGCARD_PARAM_TEXT] = "text",     [OGCARD_PARAM_COLOR] = "color", [OGCARD_PARAM_NUMBER] = "number",
        [OGCARD_PARAM_CHOICE] = "choice", [OGCARD_PARAM_FLAG] = "flag",   [OGCARD_PARAM_IMAGE] = "image",
    };
    return names[type];
}

static json_t *param_json(const struct ogcard_param_info *param)
{
    json_t *json = json_object();
    json_object_set_new(json, "name", json_string(param->name));
    json_object_set_new(json, "type", json_string(param_type_name(param->type)));
    json_object_set_new(json, "required", json_boolean(param->required));
    if (param->type == OGCARD_PARAM_TEXT)
        json_object_set_new(json, "maxLength", json_integer((json_int_t)param->max_length));
    json_object_set_new(json, "default", json_string(param->default_value));
    json_object_set_new(json, "example", json_string(param->example));
    if (param->choices) {
        json_t *choices = json_array();
        for (size_t i = 0; param->choices[i]; i++)
            json_array_append_new(choices, json_string(param->choices[i]));
        json_object_set_new(json, "choices", choices);
    }
    return json;
}

static json_t *template_json(const struct ogcard_template_info *info)
{
    json_t *json = json_object(), *params = json_array();
    json_object_set_new(json, "name", json_string(info->name));
    json_object_set_new(json, "description", json_string(info->description));
    json_object_set_new(json, "width", json_integer(info->width_px));
    json_object_set_new(json, "height", json_integer(info->height_px));
    for (size_t i = 0; i < info->param_count; i++)
        json_array_append_new(params, param_json(&info->params[i]));
    json_object_set_new(json, "parameters", params);
    return json;
}

char *template_list_json(const struct ogcard_engine *engine)
{
    json_t *json = json_object(), *templates = json_array();
    struct ogcard_template_info info;
    json_object_set_new(json, "version", json_string(ogcard_version()));
    for (size_t i = 0; ogcard_engine_template(engine, i, &info); i++)
        json_array_append_new(templates, template_json(&info));
    json_object_set_new(json, "templates", templates);
    json_object_set_new(json, "formats", json_pack("[sss]", "png", "jpg", "webp"));
    char *text = json_dumps(json, JSON_INDENT(2));
    json_decref(json);
    return text;
}

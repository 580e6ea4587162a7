/* Where templates come from: compiled in, or a folder of NAME.html and NAME/index.html. */
#ifndef RENDER_TEMPLATE_SOURCE_H
#define RENDER_TEMPLATE_SOURCE_H

#include "ogcard.h"
#include "template/template.h"

struct template_source {
    const char *name; /* of the template */
    const char *path; /* for errors */
    const char *html; /* NULL: the file cannot be read, `error` says why */
    size_t html_size;
    struct template_files files; /* those beside it */
};

/* Called once a template; a status other than OGCARD_OK ends the walk and is its result. The source is valid during the
 * call only, and `error` is that of the walk. */
typedef enum ogcard_status template_source_visit(void *context, const struct template_source *source,
                                                 struct ogcard_error *error);

enum ogcard_status template_sources_builtin(template_source_visit *visit, void *context, struct ogcard_error *error);

/* Files and folders whose names are no template name ([A-Za-z0-9_-], not starting with '-') are passed over, also
 * folders without index.html. */
enum ogcard_status template_sources_folder(const char *folder, template_source_visit *visit, void *context,
                                           struct ogcard_error *error);

/* The template in one file, whatever its name; of an index.html it is the folder's name that counts. */
enum ogcard_status template_source_file(const char *path, template_source_visit *visit, void *context,
                                        struct ogcard_error *error);

#endif

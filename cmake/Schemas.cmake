# assay_schemas(TARGET): docs/*.schema.json as text in TARGET (codec/json_schema.hpp), so that what
# `assay validate` holds files against is what is published. Made anew when one of them changes.
function(assay_schemas target)
  file(GLOB schemas CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.schema.json)
  set(rows "")
  foreach(schema IN LISTS schemas)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema})
    get_filename_component(name ${schema} NAME)
    string(REPLACE ".schema.json" "" name ${name})
    file(READ ${schema} text)
    string(APPEND rows "    {\"${name}\", R\"schema(${text})schema\"},\n")
  endforeach()
  set(generated ${PROJECT_BINARY_DIR}/generated/published_schemas.cpp)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT
"// Made by cmake/Schemas.cmake from docs/*.schema.json.
#include \"codec/json_schema.hpp\"

namespace assay::codec {
namespace {

constexpr PublishedSchema kPublished[] = {
@rows@};

}  // namespace

std::span<const PublishedSchema> published_schemas() {
  return kPublished;
}

}  // namespace assay::codec
")
  target_sources(${target} PRIVATE ${generated})
endfunction()

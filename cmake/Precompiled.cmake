# Precompiled headers, a third less time for a build from nothing. Not with a compiler cache, which
# does better without them; a build with one also shows includes that are missing.
if(CMAKE_CXX_COMPILER_LAUNCHER)
  set(precompile OFF)
else()
  set(precompile ON)
endif()
option(ASSAY_PRECOMPILE "Precompile the headers that most files include" ${precompile})

set(library_headers <algorithm> <array> <filesystem> <functional> <map> <memory> <optional> <set>
                    <span> <string> <string_view> <variant> <vector> <fmt/format.h>)
set(test_headers ${library_headers} <gtest/gtest.h>)

# assay_precompiled(TARGET KIND): KIND is library or test. Targets compiled with the same options
# share one, so TARGET's property ASSAY_HOT must be set before.
function(assay_precompiled target kind)
  if(NOT ASSAY_PRECOMPILE)
    return()
  endif()
  get_target_property(hot ${target} ASSAY_HOT)
  set(holder assay_precompiled_${kind})
  if(hot)
    string(APPEND holder _hot)
  endif()
  if(NOT TARGET ${holder})
    file(WRITE ${PROJECT_BINARY_DIR}/generated/${holder}.cpp "")
    add_library(${holder} OBJECT ${PROJECT_BINARY_DIR}/generated/${holder}.cpp)
    target_link_libraries(${holder} PRIVATE assay_settings assay_warnings fmt::fmt)
    if(hot)
      set_target_properties(${holder} PROPERTIES ASSAY_HOT ON)
    endif()
    if(kind STREQUAL "test")
      target_link_libraries(${holder} PRIVATE GTest::gtest)
      target_compile_options(${holder} PRIVATE $<$<CONFIG:Release>:-O1>)
    endif()
    target_precompile_headers(${holder} PRIVATE ${${kind}_headers})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${holder})
endfunction()

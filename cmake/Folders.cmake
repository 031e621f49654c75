# assay_folder(NAME NEEDS <folders> LINK <libraries>): src/NAME is one static library, and the link
# line is the dependency rule. *_test.cpp and testing/ become NAME_test, one ctest entry a folder.
function(assay_folder name)
  cmake_parse_arguments(ARG "" "" "NEEDS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(kind PUBLIC)
  if(sources)
    add_library(assay_${name} STATIC ${sources})
    target_link_libraries(assay_${name} PRIVATE assay_warnings)
  else()
    set(kind INTERFACE)
    add_library(assay_${name} INTERFACE)
  endif()
  target_link_libraries(assay_${name} ${kind} assay_settings ${ARG_LINK})
  foreach(need IN LISTS ARG_NEEDS)
    if(NOT need MATCHES "^(launcher|worker|wasm)$")  # only their protocol headers are shared
      target_link_libraries(assay_${name} ${kind} assay_${need})
    endif()
  endforeach()
  if(ASSAY_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE assay_${name} assay_warnings GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE
      ASSAY_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
    # Optimising a test to the last costs more than running it.
    target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 600
      ENVIRONMENT "ASSAY_LAUNCHER=$<TARGET_FILE:assay-launcher>")
  endif()
endfunction()
